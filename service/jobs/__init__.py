"""What runs by itself: deadlines, deliveries, plans that are read again, the look at the timeline."""
