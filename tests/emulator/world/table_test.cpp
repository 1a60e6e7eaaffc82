// table_test.cpp - things by id, in the order of their creation.
#include "world/table.h"

#include <string>

#include "support/catch.h"

using namespace amishare;

namespace {

struct Thing {
  std::string id;
  int size = 0;
  bool operator==(const Thing&) const = default;
};

std::string ids(const Table<Thing>& table) {
  std::string text;
  for (const auto& [number, thing] : table) text += thing.id + " ";
  return text;
}

}  // namespace

TEST_CASE("a table is walked in the order in which things were added", "[world]") {
  Table<Thing> table;
  for (const char* id : {"zebra", "ant", "mole"}) table.add({.id = id});
  CHECK(ids(table) == "zebra ant mole ");
  CHECK(table.erase("ant"));
  CHECK_FALSE(table.erase("ant"));
  table.add({.id = "ant"});
  CHECK(ids(table) == "zebra mole ant ");
  CHECK(table.size() == 3);
  CHECK(table.from(2)->second.id == "mole");
  CHECK(table.from(3)->second.id == "ant");
}

TEST_CASE("things are found by id, and stay where they are", "[world]") {
  Table<Thing> table;
  Thing& first = table.add({.id = "first", .size = 1});
  for (int i = 0; i < 1000; ++i) table.add({.id = std::to_string(i)});
  CHECK(table.find("first") == &first);
  CHECK(table.find("999") != nullptr);
  CHECK(table.find("1000") == nullptr);
  CHECK(table.at("first").size == 1);
}

TEST_CASE("tables that hold the same are equal, and a copy is its own", "[world]") {
  Table<Thing> table;
  table.add({.id = "one"});
  Table<Thing> copy = table;
  CHECK(copy == table);
  copy.at("one").size = 5;
  CHECK_FALSE(copy == table);
  CHECK(table.at("one").size == 0);
}
