"""What an audit prints: words, Markdown, TeX, files for programs."""
