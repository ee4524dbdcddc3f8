"""The pictures of the theorem and the front page: what a reader meets first, put together from every room below."""
