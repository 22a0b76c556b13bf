"""What a release is: an immutable folder named by the digest of its sources, and the pointer to the one being served."""
