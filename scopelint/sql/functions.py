"""Function names as PostgreSQL spells them; sqlglot renames those it knows under other dialects' names."""

from sqlglot import exp

_SPELLED: dict[str, str] = {
    "array_concat": "array_cat",
    "array_size": "array_length",
    "bitwise_and_agg": "bit_and",
    "bitwise_or_agg": "bit_or",
    "bitwise_xor_agg": "bit_xor",
    "current_timestamp": "now",
    "explode": "unnest",
    "exploding_generate_series": "generate_series",
    "group_concat": "string_agg",
    "j_s_o_n_array_agg": "json_agg",
    "j_s_o_n_b_object_agg": "jsonb_object_agg",
    "j_s_o_n_object_agg": "json_object_agg",
    "j_s_o_n_object": "json_object",
    "j_s_o_n_b_contains_top_key": "?",
    "logical_and": "bool_and",
    "logical_or": "bool_or",
    "pad": "lpad",
    "rand": "random",
    "s_h_a2_digest": "sha256",
    "str_position": "strpos",
    "str_to_date": "to_date",
    "str_to_time": "to_timestamp",
    "time_to_str": "to_char",
    "timestamp_from_parts": "make_timestamp",
    "timestamp_trunc": "date_trunc",
    "uuid": "gen_random_uuid",
    "variance": "var_samp",
    "variance_pop": "var_pop",
}


def function_name(node: exp.Expr) -> str:
    """The name of a function or of a form without one (``interval``, ``escape``), lower case."""
    if isinstance(node, exp.Func):
        names = type(node).sql_names()
        name = names[0].lower() if names else type(node).__name__.lower()
        return _SPELLED.get(name, name)
    return type(node).__name__.lower()
