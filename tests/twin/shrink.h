// shrink.h - the smallest case that still shows what a larger one showed.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "twin/case_line.h"
#include "twin/policy_generator.h"

namespace amishare::policy::twin {

// Whether a case shows what it was kept for.
using Shows = std::function<bool(const Case&)>;

// Leaves out, one thing after the other, all that can go while the case still shows it.
class Shrinker {
 public:
  Shrinker(Case from, Shows shows) : smallest_(std::move(from)), shows_(std::move(shows)) {}

  Case run() {
    while (smaller()) {
    }
    return smallest_;
  }

 private:
  bool smaller() {
    bool any = false;
    for (const auto& kind : kinds()) {
      for (std::size_t at = 0; at < 200;) {
        Case next = smallest_;
        if (!kind(next, at)) break;
        if (size_of(next) < size_of(smallest_) && shows_(next)) {
          smallest_ = std::move(next);
          any = true;
        } else {
          ++at;
        }
      }
    }
    return any;
  }

  // Each leaves out the thing of the given number; false if there are not as many.
  static std::vector<std::function<bool(Case&, std::size_t)>> kinds() {
    return {[](Case& one, std::size_t at) { return drop_layer(one, at); },
            [](Case& one, std::size_t at) { return drop(one.grants, at); },
            [](Case& one, std::size_t at) { return drop_context(one, at); },
            [](Case& one, std::size_t at) { return drop_policy(one, at); },
            [](Case& one, std::size_t at) { return drop_part(one, at); }};
  }

  static std::size_t size_of(const Case& one) { return case_json(one).dump().size(); }

  template <class List>
  static bool drop(List& list, std::size_t at) {
    if (at >= list.size()) return false;
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(at));
    return true;
  }

  static bool drop_layer(Case& one, std::size_t at) {
    const auto clear = [](auto& compiled, auto& documents) {
      compiled.reset();
      documents.reset();
    };
    switch (at) {
      case 0:
        one.policies.identity.clear();
        one.documents.identity.clear();
        return true;
      case 1:
        clear(one.policies.resource, one.documents.resource);
        return true;
      case 2:
        clear(one.policies.permissions_boundary, one.documents.permissions_boundary);
        return true;
      case 3:
        clear(one.policies.session, one.documents.session);
        return true;
      case 4:
        clear(one.policies.vpc_endpoint, one.documents.vpc_endpoint);
        return true;
      default:
        break;
    }
    std::size_t level = at - 5;
    if (level < one.policies.service_control.size()) {
      return drop(one.policies.service_control, level) &&
             drop(one.documents.service_control, level);
    }
    level -= one.policies.service_control.size();
    return drop(one.policies.resource_control, level) &&
           drop(one.documents.resource_control, level);
  }

  static bool drop_context(Case& one, std::size_t at) {
    Context less;
    std::size_t number = 0;
    for (const auto& entry : one.request.context.entries()) {
      if (number++ == at) continue;
      std::vector<std::string> values(entry.values.begin(), entry.values.end());
      if (entry.multivalued) {
        less.set_many(entry.key, std::move(values));
      } else {
        less.set(entry.key, std::string(values.front()));
      }
    }
    if (at >= number) return false;
    one.request.context = std::move(less);
    return true;
  }

  // Calls `visit` with each list of policies and its documents.
  template <class Visit>
  static void each_list(Case& one, Visit visit) {
    Policies& policies = one.policies;
    Documents& documents = one.documents;
    visit(policies.identity, documents.identity);
    if (policies.permissions_boundary) {
      visit(*policies.permissions_boundary, *documents.permissions_boundary);
    }
    if (policies.session) visit(*policies.session, *documents.session);
    if (policies.vpc_endpoint) visit(*policies.vpc_endpoint, *documents.vpc_endpoint);
    for (std::size_t i = 0; i < policies.service_control.size(); ++i) {
      visit(policies.service_control[i], documents.service_control[i]);
    }
    for (std::size_t i = 0; i < policies.resource_control.size(); ++i) {
      visit(policies.resource_control[i], documents.resource_control[i]);
    }
  }

  static bool drop_policy(Case& one, std::size_t at) {
    bool dropped = false;
    each_list(one, [&](auto& named, auto& documents) {
      if (dropped) return;
      if (at >= named.size()) {
        at -= named.size();
        return;
      }
      drop(named, at);
      drop(documents, at);
      // Matches are told by the number of the policy in its list.
      for (std::size_t i = 0; i < named.size(); ++i) named[i].name = std::to_string(i);
      dropped = true;
    });
    return dropped;
  }

  // Leaves out the value of the given number below `json`, in lists that keep at least one and in
  // conditions.
  static bool drop_below(Json& json, std::size_t& at, bool condition) {
    const bool list = json.is_array() && json.size() > 1;
    if (list || (condition && json.is_object())) {
      for (auto each = json.begin(); each != json.end(); ++each) {
        if (at-- == 0) {
          json.erase(each);
          return true;
        }
      }
    }
    if (!json.is_structured()) return false;
    for (auto each = json.begin(); each != json.end(); ++each) {
      const bool inside = condition || (json.is_object() && each.key() == "Condition");
      if (drop_below(*each, at, inside)) return true;
    }
    return false;
  }

  static bool drop_in(Document& document, std::shared_ptr<const Policy>& policy, std::size_t& at) {
    Json less = *document;
    if (!drop_below(less, at, false)) return false;
    Pair made = Generator::pair(less, policy->kind());
    document = std::move(made.json);
    policy = std::move(made.policy);
    return true;
  }

  static bool drop_part(Case& one, std::size_t at) {
    if (one.policies.resource && drop_in(*one.documents.resource, one.policies.resource, at)) {
      return true;
    }
    bool dropped = false;
    each_list(one, [&](auto& named, auto& documents) {
      for (std::size_t i = 0; i < named.size() && !dropped; ++i) {
        dropped = drop_in(documents[i], named[i].policy, at);
      }
    });
    return dropped;
  }

  Case smallest_;
  Shows shows_;
};

inline Case shrunk(const Case& from, const Shows& shows) { return Shrinker(from, shows).run(); }

}  // namespace amishare::policy::twin
