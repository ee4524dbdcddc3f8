"""The switchboard: one row for each definition of what a bound may range over."""
