"""What DNS says of a sending domain, and what receivers say of its mail. Pure: no Django."""
