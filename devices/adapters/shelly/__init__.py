"""Shelly: buttons and inputs on Wi-Fi of both generations, and BLU buttons heard by their gateways."""
