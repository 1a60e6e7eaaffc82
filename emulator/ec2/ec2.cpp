// ec2.cpp - hands events to those that they concern.
#include "ec2/ec2.h"

namespace amishare::ec2 {

void on(World& world, const Event& event) {
  std::visit([&world](const auto& of_kind) { on(world, of_kind); }, event);
}

}  // namespace amishare::ec2
