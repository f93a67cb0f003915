"""Tables and the only SQL of the product, one file per part; also the facts of the policy catalogue."""
