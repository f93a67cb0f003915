"""The book of help in chat: pledges, corrections, the fund, houses, totals, receipts, fair shares."""
