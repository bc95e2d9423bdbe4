"""Complete copies of the program in other repositories, made from whatever form of it runs."""
