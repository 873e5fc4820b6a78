"""What Observer promises in numbers, measured: `make bench`, `make chaos`."""
