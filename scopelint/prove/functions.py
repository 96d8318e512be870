"""PostgreSQL functions known to depend on nothing but their arguments (or on time, chance, the session)."""

import re


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


AGGREGATES = _names(
    """
    any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every
    grouping json_agg json_agg_strict json_arrayagg json_object_agg json_objectagg jsonb_agg jsonb_object_agg
    max median min mode percentile_cont percentile_disc range_agg range_intersect_agg regr_avgx regr_avgy
    regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy stddev stddev_pop stddev_samp
    string_agg sum var_pop var_samp variance xmlagg
    """
)

IGNORES_NULL = _names("avg bool_and bool_or count every max min sum")
"""Aggregates for which a row without a value is as good as none."""

WINDOWS = _names(
    """
    cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
    """
)

_SCALARS = _names(
    """
    : # #> #>> % & && * + - -> ->> . / <#> <+> <-> << <=> <@ => >> ? ?& ?| @> @? @@ [] ^ abs acos age array
    array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position
    array_positions array_prepend array_remove array_replace array_to_json array_to_string array_upper ascii
    asin atan atan2 between bit_length bool btrim cardinality cbrt ceil ceiling char_length character_length
    chr clock_timestamp coalesce collate concat concat_ws convert_from convert_to cos cosine_distance
    current_catalog current_database current_date current_role current_schema current_setting current_time
    current_timestamp current_user currval date date_add date_bin date_part date_subtract date_trunc daterange
    decode default degrees digest div encode escape exp extract factorial floor format gcd gen_random_uuid
    generate_series generate_subscripts greatest grouping hashtext hmac initcap inner_product int4range
    int8range interval is is_normalized isempty isfinite json_array_elements json_array_elements_text
    json_array_length json_build_array json_build_object json_each json_each_text json_exists
    json_extract_path json_extract_path_text json_object json_object_keys json_populate_record
    json_populate_recordset json_query json_strip_nulls json_table json_to_record json_to_recordset
    json_typeof json_value jsonb_array_elements jsonb_array_elements_text jsonb_array_length jsonb_build_array
    jsonb_build_object jsonb_each jsonb_each_text jsonb_extract_path jsonb_extract_path_text jsonb_insert
    jsonb_object jsonb_object_keys jsonb_path_exists jsonb_path_match jsonb_path_query jsonb_path_query_array
    jsonb_path_query_first jsonb_populate_record jsonb_populate_recordset jsonb_pretty jsonb_set jsonb_set_lax
    jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof justify_days justify_hours
    justify_interval l2_distance lastval lcm least left length levenshtein ln localtime localtimestamp log
    log10 lower lower_inc lower_inf lpad ltrim make_date make_interval make_time make_timestamp
    make_timestamptz md5 mod nextval now nullif num_nonnulls num_nulls numnode numrange octet_length overlay
    parse_ident pg_advisory_lock pg_advisory_unlock pg_advisory_xact_lock pg_backend_pid pg_current_wal_lsn
    pg_is_in_recovery pg_notify pg_sleep pg_try_advisory_lock pg_try_advisory_xact_lock pg_typeof
    phraseto_tsquery pi plainto_tsquery position pow power querytree quote_ident quote_literal quote_nullable
    radians random random_uuid range_merge regexp_count regexp_instr regexp_like regexp_match regexp_matches
    regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr repeat replace reverse right
    round row_to_json rpad rtrim scale session_user set_config setval setweight sha224 sha256 sha384 sha512
    sign similarity sin slice split_part sqrt starts_with statement_timestamp strict_word_similarity
    string_to_array string_to_table strip strpos substr substring tan timeofday to_char to_date to_hex to_json
    to_jsonb to_number to_timestamp to_tsquery to_tsvector transaction_timestamp translate trim trim_array
    trim_scale trunc ts_delete ts_filter ts_headline ts_rank ts_rank_cd tsrange tstzrange
    tsvector_to_array txid_current unaccent unnest upper upper_inc upper_inf user uuid_generate_v1
    uuid_generate_v4 uuid_generate_v7 uuidv4 uuidv7 vector_dims vector_norm version websearch_to_tsquery
    json json_array json_scalar json_serialize overlaps point box circle lseg polygon
    width_bucket word_similarity xmlelement xmlforest xpath | || ~
    """
)

_SPACED = frozenset(
    (
        "at time zone",
        "between symmetric",
        "grouping sets",
        "is false",
        "is json",
        "is not false",
        "is not true",
        "is true",
        "not ilike",
        "not like",
        "row of a query",
        "rows from",
        "similar to",
    )
)

PURE = AGGREGATES | WINDOWS | _SCALARS | _SPACED | {"like", "ilike", "~*", "!~", "!~*"}

ROW_SOURCES = _names(
    """
    current_date generate_series generate_subscripts json_array_elements json_array_elements_text json_each
    json_each_text json_object_keys json_populate_record json_populate_recordset json_table json_to_record
    json_to_recordset jsonb_array_elements jsonb_array_elements_text jsonb_each jsonb_each_text
    jsonb_object_keys jsonb_path_query jsonb_populate_record jsonb_populate_recordset jsonb_to_record
    jsonb_to_recordset now regexp_matches regexp_split_to_table string_to_table unnest
    """
)


_KEEPS = {
    1: _names("btrim decode lower ltrim md5 rtrim sha224 sha256 sha384 sha512 to_json to_jsonb trim upper"),
    2: _names(
        """
        #> #>> -> ->> convert_from convert_to decode digest encode json_extract_path json_extract_path_text
        jsonb_extract_path jsonb_extract_path_text string_to_array
        """
    ),
    3: _names("hmac"),
}
"""By number of arguments: they write the first argument in another way, take a part that is named, or digest it."""


def keeps_tenant(name: str, arguments: int) -> bool:
    """Whether the function cannot make the name of another tenant from that of one."""
    return bare(name) in _KEEPS.get(arguments, ())


_READS_ELSEWHERE = re.compile(
    r"""(query|table|schema|database|cursor)_to_xml(schema|_and_xmlschema)?|dblink\w*|ts_stat|ts_rewrite|xpath_table|crosstab\w*|connectby
    |pg_read_(binary_)?file|pg_ls_\w+|lo_(import|export|get|open|put)|loread|pg_logical_slot_\w+|pg_stat_get_\w+
    |pg_(total_relation|relation|table|indexes|database|tablespace)_size""",
    re.VERBOSE,
)


def reads_elsewhere(name: str) -> bool:
    """Whether a function runs SQL given as text, or reads tables, files or sessions that the statement does not name."""
    return _READS_ELSEWHERE.fullmatch(name.rsplit(".", 1)[-1]) is not None


def bare(name: str) -> str:
    """The name without the catalog schema; another schema makes it another function."""
    return name.removeprefix("pg_catalog.")


def is_pure(name: str) -> bool:
    return bare(name) in PURE


def may_aggregate(name: str) -> bool:
    """An aggregate, or a function not known (which may be one)."""
    return bare(name) in AGGREGATES or bare(name) not in PURE


def is_row_source(name: str) -> bool:
    """Whether a function in FROM yields rows made from its arguments only."""
    return bare(name) in ROW_SOURCES
