"""Why a score of leaving or of buying is shown, or is not, in words."""

from crm_core.i18n import N_
from crm_core.models.ladder import WORDS as OF_RATES

WORDS = OF_RATES | {
    "": N_("The learned score ranks customers better than the best naive guess, and its probabilities say more than the mean."),
    "folds": N_("The learned score ranks customers better than the best single column, in five folds of customers that it had not seen. A file without dates cannot show whether it holds over time."),
    "undated_columns": N_("The learned score ranks customers better than how long they have been there. The firm’s own columns are undated: what they say may have been written after customers left."),
    "nothing_tells": N_("Nothing says who has left: bring purchases, the day on which customers left, or a column such as churn (yes or no) in the file of customers."),
    "no_beginning": N_("Nothing says since when customers have been there: bring the day on which each was first known."),
    "short_learning": N_("Less than 18 months of history, or less than what the look ahead takes to learn and to be judged (three times): no score is learned."),
    "few_customers": N_("Fewer than 500 customers to learn from: no score is learned."),
    "few_hits": N_("Fewer than 100 customers left, or stayed: no score is learned."),
    "no_columns": N_("No column says anything that a score could be learned from."),
    "one_sided": N_("On the last days hardly anyone left, or hardly anyone stayed: a score could not be judged."),
    "loses": N_("On customers that it had not seen, the learned score ranks no better than the best naive guess, or its probabilities say no more than the mean: it is not shown."),
    "bgnbd_loses": N_("On the last days BG/NBD ranks no better than the best naive guess, or its probabilities say no more than the mean: it is not shown."),
    "bgnbd_wins": N_("BG/NBD ranks customers better than the best naive guess, and its probabilities say more than the mean."),
}  # fmt: skip
OF_BUYING = WORDS | {
    "": N_("The learned score ranks customers better than what they bought before, and its probabilities say more than the mean."),
    "few_hits": N_("Fewer than 100 customers bought it, or did not: no score is learned."),
    "one_sided": N_("On the last days hardly anyone bought it, or hardly anyone did not: a score could not be judged."),
}  # fmt: skip
