"""What is wrong with a record, in words."""

import pytest

from crm_ui.quality_data import reasons

H = "\u00a0"


@pytest.mark.parametrize(
    ("codes", "spoken", "said"),
    [
        ("missing email; missing city; invalid phone; returned address_1; old customer_id", "fr", f"manque{H}: e-mail, ville · impossible{H}: téléphone · revenu{H}: adresse · sans nouvelles depuis 24 mois"),
        ("missing email", "en", "missing: e-mail"),
        ("returned address_1; old customer_id", "en", "came back: address · no news for 24 months"),
    ],
)  # fmt: skip
def test_the_faults_of_a_record_in_words(codes, spoken, said):
    assert reasons(codes, spoken) == said
