import pickle

from crm_core.errors import FileProblem
from crm_core.i18n import say, translator


def test_zero_and_one_are_singular_in_french_and_only_one_in_english():
    assert [translator("fr").ngettext("one", "many", n) for n in (0, 1, 2)] == ["one", "one", "many"]
    assert [translator("en").ngettext("one", "many", n) for n in (0, 1, 2)] == ["many", "one", "many"]


def test_an_unknown_text_stays_itself_with_its_names_filled_in():
    assert say("Never heard of {what}", "fr", what="this") == "Never heard of this"


def test_an_error_says_what_and_what_to_do_and_survives_a_process():
    problem = FileProblem("The file {name} is empty.", "Choose another.", name="a.csv")
    assert str(pickle.loads(pickle.dumps(problem))) == "The file a.csv is empty. Choose another."
