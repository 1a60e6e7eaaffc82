// volume_list.cpp - DescribeVolumes.
#include <algorithm>
#include <string>
#include <vector>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/filter.h"
#include "ec2/page.h"
#include "ec2/parameter.h"
#include "ec2/region.h"
#include "ec2/tag_request.h"
#include "ec2/volume.h"
#include "world/iso8601.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// What the attachment shows, nothing if there is none.
template <class Show>
FilterTexts of_attachment(const Volume& volume, Show&& show) {
  return volume.attachment ? show(*volume.attachment) : FilterTexts{};
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html
constexpr FilterField<Volume> volume_fields[] = {
    {"attachment.attach-time",
     [](const Call&, const Volume& volume) {
       return of_attachment(volume, [](const Attachment& attachment) {
         return filter_text(iso8601_milliseconds(attachment.attached));
       });
     }},
    {"attachment.delete-on-termination",
     [](const Call&, const Volume& volume) {
       return of_attachment(volume, [](const Attachment& attachment) {
         return filter_bool(attachment.delete_on_termination);
       });
     }},
    {"attachment.device",
     [](const Call&, const Volume& volume) {
       return of_attachment(
           volume, [](const Attachment& attachment) { return filter_text(attachment.device); });
     }},
    {"attachment.instance-id",
     [](const Call&, const Volume& volume) {
       return of_attachment(volume, [](const Attachment& attachment) {
         return filter_text(attachment.instance_id);
       });
     }},
    {"attachment.status",
     [](const Call&, const Volume& volume) {
       return of_attachment(
           volume, [](const Attachment& attachment) { return filter_text(attachment.state); });
     }},
    {"availability-zone",
     [](const Call&, const Volume& volume) { return filter_text(volume.availability_zone); }},
    {"availability-zone-id",
     [](const Call& call, const Volume& volume) {
       return filter_text(zone_id_of(call.account(), volume.region, volume.availability_zone));
     }},
    {"create-time",
     [](const Call&, const Volume& volume) {
       return filter_text(iso8601_milliseconds(volume.created));
     }},
    {"encrypted", [](const Call&, const Volume& volume) { return filter_bool(volume.encrypted); }},
    {"fast-restored", [](const Call&, const Volume&) { return filter_bool(false); }},
    {"multi-attach-enabled", [](const Call&, const Volume&) { return filter_bool(false); }},
    {"operator.managed", [](const Call&, const Volume&) { return filter_bool(false); }},
    {"operator.principal", [](const Call&, const Volume&) { return FilterTexts{}; }},
    {"size", [](const Call&,
                const Volume& volume) { return filter_text(std::to_string(volume.size_gib)); }},
    {"snapshot-id",
     [](const Call&, const Volume& volume) { return filter_text(volume.snapshot_id); }},
    {"status",
     [](const Call&, const Volume& volume) { return filter_text(name_of(volume.state)); }},
    // Not documented, and known [recorded].
    {"tag-value",
     [](const Call& call, const Volume& volume) {
       FilterTexts texts;
       for (const api::Tag& tag : shown_tags(call, volume.id)) texts.push_back(*tag.value);
       return texts;
     }},
    {"volume-id", [](const Call&, const Volume& volume) { return filter_text(volume.id); }},
    {"volume-type", [](const Call&, const Volume& volume) { return filter_text(volume.type); }},
};

api::VolumeAttachment shown(const std::string& volume_id, const Attachment& attachment) {
  return {.delete_on_termination = attachment.delete_on_termination,
          .volume_id = volume_id,
          .instance_id = attachment.instance_id,
          .device = attachment.device,
          .state = attachment.state,
          .attach_time = attachment.attached};
}

api::Volume shown(const Call& call, const Volume& volume) {
  api::Volume out{
      .availability_zone_id = zone_id_of(call.account(), volume.region, volume.availability_zone),
      .iops = volume.iops,
      .tags = shown_tags(call, volume.id),
      .volume_type = volume.type,
      .multi_attach_enabled = false,
      .throughput = volume.throughput,
      .operator_ = api::OperatorResponse{.managed = false, .hidden_by_default = false},
      .volume_arn = arn(call, "volume", volume.id),
      .owner_id = volume.owner.value,
      .volume_id = volume.id,
      .size = volume.size_gib,
      .snapshot_id = volume.snapshot_id,
      .availability_zone = volume.availability_zone,
      .state = std::string(name_of(volume.state)),
      .create_time = volume.created,
      .encrypted = volume.encrypted};
  if (volume.encrypted) out.kms_key_id = volume.kms_key_arn;
  if (volume.attachment) out.attachments.push_back(shown(volume.id, *volume.attachment));
  return out;
}

}  // namespace

api::DescribeVolumesResponse describe_volumes(Call& call, const api::DescribeVolumesRequest& in) {
  const Filters<Volume> filters(volume_fields, in.filters);
  if (!in.volume_ids.empty() && in.max_results) throw ids_with_max_results("volumeIdsSet");
  if (!in.volume_ids.empty() && !given(in.next_token).empty()) {
    throw ids_with_next_token("volumeIdsSet");
  }
  const Page page = read_page(call, in.next_token, in.max_results);
  allow(call, "ec2:DescribeVolumes");
  end_dry_run(in.dry_run);
  api::DescribeVolumesResponse out;
  const auto show = [&](const Volume& volume) { out.volumes.push_back(shown(call, volume)); };
  for (const std::string& id : in.volume_ids) {
    const Volume& volume = find_volume(call, id);
    if (filters.admit(call, volume)) show(volume);
  }
  if (!in.volume_ids.empty()) return out;
  out.next_token = show_page(
      call, call.world.ec2.volumes, page,
      [&](const Volume& volume) {
        return volume.owner == call.account() && volume.region == call.region &&
               filters.admit(call, volume);
      },
      show);
  return out;
}

}  // namespace amishare::ec2
