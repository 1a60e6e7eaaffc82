// tree.cpp - the one walker between Trees and structs.
#include "wire/tree.h"

#include <algorithm>

#include "world/require.h"

namespace amishare::wire {
namespace {

template <class T>
T&& value_as(Tree& tree) {
  T* value = tree.as<T>();
  require(value != nullptr, "a Tree was decoded by the schema that it fills");
  return std::move(*value);
}

void fill_structure(const Schema& schema, Tree& tree, void* object);

void fill_value(const Type& type, const Storage* storage, Tree& tree, void* value) {
  switch (type.kind) {
    case Kind::string:
      *static_cast<std::string*>(value) = value_as<std::string>(tree);
      return;
    case Kind::integer:
      *static_cast<std::int64_t*>(value) = value_as<std::int64_t>(tree);
      return;
    case Kind::real:
      *static_cast<double*>(value) = value_as<double>(tree);
      return;
    case Kind::boolean:
      *static_cast<bool*>(value) = value_as<bool>(tree);
      return;
    case Kind::time:
      *static_cast<Instant*>(value) = value_as<Instant>(tree);
      return;
    case Kind::blob:
      *static_cast<Blob*>(value) = value_as<Blob>(tree);
      return;
    case Kind::structure:
      fill_structure(*type.schema, tree, value);
      return;
    case Kind::list:
      for (Tree& element : value_as<Tree::List>(tree))
        fill_value(*type.element, nullptr, element, storage->append(value));
      return;
    case Kind::map:
      for (auto& [key, element] : value_as<Tree::Map>(tree))
        fill_value(*type.element, nullptr, element, storage->put(value, key));
      return;
    case Kind::unknown:
      return;
  }
}

void fill_structure(const Schema& schema, Tree& tree, void* object) {
  const auto& members = schema.members;
  std::size_t next = 0;  // decoded Trees follow the schema's order, so the search ends at once
  for (auto& [name, value] : value_as<Tree::Map>(tree)) {
    std::size_t steps = 0;
    while (steps < members.size() && members[next % members.size()].name != name) ++next, ++steps;
    if (steps == members.size()) continue;
    const std::size_t index = next++ % members.size();
    const Member& member = members[index];
    if (member.storage == nullptr || value.is_null()) continue;
    fill_value(*member.type, member.storage, value,
               member.storage->fill(schema.member(object, index)));
  }
}

Tree tell_value(const Type& type, const Storage* storage, void* value);

struct MapTelling {
  const Type* element;
  Tree::Map entries;
};

Tree tell_map(const Type& type, const Storage& storage, void* value) {
  MapTelling telling{type.element, {}};
  storage.each(value, &telling, [](void* context, const std::string& key, void* element) {
    auto& out = *static_cast<MapTelling*>(context);
    out.entries.emplace_back(key, tell_value(*out.element, nullptr, element));
  });
  return telling.entries;
}

Tree tell_value(const Type& type, const Storage* storage, void* value) {
  switch (type.kind) {
    case Kind::string:
      return std::move(*static_cast<std::string*>(value));
    case Kind::integer:
      return *static_cast<const std::int64_t*>(value);
    case Kind::real:
      return *static_cast<const double*>(value);
    case Kind::boolean:
      return *static_cast<const bool*>(value);
    case Kind::time:
      return *static_cast<const Instant*>(value);
    case Kind::blob:
      return std::move(*static_cast<Blob*>(value));
    case Kind::structure:
      return tell(*type.schema, value);
    case Kind::list: {
      Tree::List elements;
      const std::size_t size = storage->size(value);
      elements.reserve(size);
      for (std::size_t i = 0; i < size; ++i)
        elements.push_back(tell_value(*type.element, nullptr, storage->at(value, i)));
      return elements;
    }
    case Kind::map:
      return tell_map(type, *storage, value);
    case Kind::unknown:
      break;
  }
  return {};
}

}  // namespace

const Tree* Tree::find(std::string_view name) const {
  const Map* map = as<Map>();
  if (!map) return nullptr;
  const auto place = std::find_if(map->begin(), map->end(),
                                  [&](const Entry& entry) { return entry.first == name; });
  return place == map->end() ? nullptr : &place->second;
}

Tree* Tree::find(std::string_view name) {
  return const_cast<Tree*>(static_cast<const Tree*>(this)->find(name));
}

Tree& Tree::add(std::string name, Tree value) {
  if (is_null()) value_ = Map();
  require(as<Map>() != nullptr, "an entry is added to a structure or map");
  return as<Map>()->emplace_back(std::move(name), std::move(value)).second;
}

Tree& Tree::append(Tree value) {
  if (is_null()) value_ = List();
  require(as<List>() != nullptr, "an element is appended to a list");
  return as<List>()->emplace_back(std::move(value));
}

bool Tree::operator==(const Tree& other) const { return value_ == other.value_; }

void fill(const Schema& schema, Tree tree, void* object) { fill_structure(schema, tree, object); }

Tree tell(const Schema& schema, void* object) {
  Tree::Map entries;
  entries.reserve(std::min<std::size_t>(schema.members.size(), 12));
  for (std::size_t i = 0; i < schema.members.size(); ++i) {
    const Member& member = schema.members[i];
    if (member.storage == nullptr) continue;
    void* holder = schema.member(object, i);
    if (!member.storage->filled(holder) && !member.shown) continue;
    void* value = member.storage->value(holder);
    entries.emplace_back(member.name, tell_value(*member.type, member.storage, value));
  }
  return entries;
}

}  // namespace amishare::wire
