"""The documents' own texts: ranges, normalisation, sentences, and the texts themselves where they are at hand."""
