// xml.h - responses as XML: those of EC2, and those of IAM and STS.
#pragma once
#include <string>
#include <string_view>

#include "wire/schema.h"
#include "wire/tree.h"

namespace amishare::wire {

// `text` as the content of an element or attribute. What XML cannot say becomes U+FFFD.
std::string xml_escaped(std::string_view text);

// The whole response, e.g. <DescribeImagesResponse xmlns="..."><requestId>...; an operation of EC2
// that answers nothing says <return>true</return>.
std::string encode_xml(const Service& service, const Operation& operation, const Tree& response,
                       std::string_view request_id);

// The client's side. Throws UnreadableResponse if `text` is not such a response.
Tree decode_xml(const Service& service, const Operation& operation, std::string_view text);

}  // namespace amishare::wire
