"""What is written after an alarm or a near miss: the draft, the words, the classification, the duty to tell. Pure."""
