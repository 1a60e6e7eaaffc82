// page.cpp - reads MaxResults and NextToken; a token is a sealed place in the list.
#include "ec2/page.h"

#include <algorithm>

#include "ec2/errors.h"
#include "ec2/sealed_text.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

Seal seal_of(const Call& call) {
  return {.seed = call.world.random.seed(),
          .account = call.account(),
          .purpose = call.entry.operation + " in " + call.region.value};
}

// Lists differ in how they say it [recorded of volumes; of instances quoted in public threads].
Error unreadable(const Call& call, const std::string& token) {
  const std::string& operation = call.entry.operation;
  if (operation == "DescribeVolumes" || operation == "DescribeInstances") {
    return pagination_token_unreadable();
  }
  return invalid_next_token(token);
}

}  // namespace

Page read_page(const Call& call, const std::optional<std::string>& next_token,
               const std::optional<std::int64_t>& max_results, std::int64_t least,
               std::int64_t most) {
  Page page;
  if (max_results) {
    if (*max_results < least) throw max_results_too_small(*max_results, least);
    page.most = static_cast<std::size_t>(std::min(*max_results, most));
  }
  if (next_token && !next_token->empty()) {
    const std::optional<std::string> cursor = open_text(seal_of(call), *next_token);
    if (!cursor) throw unreadable(call, *next_token);
    page.cursor = *cursor;
  }
  return page;
}

std::string token_for(const Call& call, std::string_view cursor) {
  return seal_text(seal_of(call), "", cursor);
}

}  // namespace amishare::ec2
