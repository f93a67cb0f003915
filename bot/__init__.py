"""Đồng Hành: a chatbot that walks beside poor households and the people who help them."""
