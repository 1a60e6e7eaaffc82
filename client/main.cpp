// main.cpp - the program and its verbs.
int main() { return 2; }
