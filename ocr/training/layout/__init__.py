"""Training of the layout tagger: from labelled receipts to the ONNX file that the engines run."""
