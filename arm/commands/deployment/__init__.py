"""What a deployment is made of: what is wanted, what is there, the plan between them, and how it is carried out."""
