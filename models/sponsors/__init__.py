"""Units, whom they help, their visits, and what families say of them."""
