"""Models of the chips around the processor, each written from its data sheet."""
