"""How the Delta tables of a workspace are written."""

from deltalake import ColumnProperties, PostCommitHookProperties, WriterProperties

from crm_core.tables import TABLES

# Delta would drop the log entries of old versions from the hundredth commit on: every version stays open to look at and to go back to.
HOOKS = PostCommitHookProperties(cleanup_expired_logs=False)
# Smaller groups of rows than Delta's own: the writer holds one of them in memory.
# Numbers that differ from row to row gain nothing from a dictionary: making it was nearly half of the writing.
NUMBERS = {
    "row_key",
    *(field.name for table in TABLES.values() for field in table.fields if field.kind == "id" and field.name != "campaign_id"),
}
WRITER = WriterProperties(
    compression="SNAPPY",
    max_row_group_size=200_000,
    column_properties=dict.fromkeys(sorted(NUMBERS), ColumnProperties(dictionary_enabled=False)),
)
