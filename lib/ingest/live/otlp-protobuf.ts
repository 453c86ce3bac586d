import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { isWanted } from "../sources/otlp-attributes";

/**
 * Protobuf's form of OTLP, read into the same objects as its JSON. Field numbers are those of opentelemetry-proto 1.x
 * (trace/v1/trace.proto, common/v1/common.proto, collector/trace/v1/trace_service.proto); fields that nobody reads are
 * skipped, among them events, links and the attributes that hold prompts.
 */
type Take = (field: number, wire: WireType) => boolean;

/** Deeper lists and maps than any attribute's; only their first value is read anyway. */
const DEPTH_MAX = 8;

function message(reader: BinaryReader, take: Take): void {
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (!take(field, wire)) reader.skip(wire, field);
  }
}

const inner = (reader: BinaryReader): BinaryReader => new BinaryReader(reader.bytes());
const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
const isBytes = (wire: WireType): boolean => wire === WireType.LengthDelimited;

/**
 * An ExportTraceServiceRequest.
 * @throws Error where the bytes are none.
 */
export function requestOf(bytes: Uint8Array): { resourceSpans: object[] } {
  const resourceSpans: object[] = [];
  const reader = new BinaryReader(bytes);
  message(reader, (field, wire) => {
    if (field !== 1 || !isBytes(wire)) return false;
    resourceSpans.push(resourceSpansOf(inner(reader)));
    return true;
  });
  return { resourceSpans };
}

function resourceSpansOf(reader: BinaryReader): object {
  const out: { resource: { attributes: object[] }; scopeSpans: object[]; schemaUrl?: string } = {
    resource: { attributes: [] },
    scopeSpans: [],
  };
  message(reader, (field, wire) => {
    if (!isBytes(wire)) return false;
    if (field === 1) out.resource = { attributes: resourceAttributes(inner(reader)) };
    else if (field === 2) out.scopeSpans.push(scopeSpansOf(inner(reader)));
    else if (field === 3) out.schemaUrl = reader.string();
    else return false;
    return true;
  });
  return out;
}

function resourceAttributes(reader: BinaryReader): object[] {
  const attributes: object[] = [];
  message(reader, (field, wire) => {
    if (field !== 1 || !isBytes(wire)) return false;
    addAttribute(inner(reader), attributes);
    return true;
  });
  return attributes;
}

function scopeSpansOf(reader: BinaryReader): object {
  const out: { spans: object[]; schemaUrl?: string } = { spans: [] };
  message(reader, (field, wire) => {
    if (!isBytes(wire)) return false;
    if (field === 2) out.spans.push(spanOf(inner(reader)));
    else if (field === 3) out.schemaUrl = reader.string();
    else return false;
    return true;
  });
  return out;
}

function spanOf(reader: BinaryReader): object {
  const span: Record<string, unknown> = {};
  const attributes: object[] = [];
  message(reader, (field, wire) => {
    if (wire === WireType.Bit64 && (field === 7 || field === 8))
      span[field === 7 ? "startTimeUnixNano" : "endTimeUnixNano"] = String(reader.fixed64());
    else if (!isBytes(wire)) return false;
    else if (field === 1) span.traceId = hex(reader.bytes());
    else if (field === 2) span.spanId = hex(reader.bytes());
    else if (field === 4) span.parentSpanId = hex(reader.bytes());
    else if (field === 5) span.name = reader.string();
    else if (field === 9) addAttribute(inner(reader), attributes);
    else if (field === 15) span.status = statusOf(inner(reader));
    else return false;
    return true;
  });
  return { ...span, attributes };
}

function statusOf(reader: BinaryReader): object {
  let code = 0;
  message(reader, (field, wire) => {
    if (field !== 3 || wire !== WireType.Varint) return false;
    code = reader.int32();
    return true;
  });
  return { code };
}

function addAttribute(reader: BinaryReader, into: object[]): void {
  let key = "";
  let value: Uint8Array | null = null;
  message(reader, (field, wire) => {
    if (!isBytes(wire)) return false;
    if (field === 1) key = reader.string();
    else if (field === 2) value = reader.bytes();
    else return false;
    return true;
  });
  if (value !== null && isWanted(key)) into.push({ key, value: anyValueOf(new BinaryReader(value), 0) });
}

function anyValueOf(reader: BinaryReader, depth: number): object {
  let out: object = {};
  message(reader, (field, wire) => {
    if (field === 1 && isBytes(wire)) out = { stringValue: reader.string() };
    else if (field === 2 && wire === WireType.Varint) out = { boolValue: reader.bool() };
    else if (field === 3 && wire === WireType.Varint) out = { intValue: String(reader.int64()) };
    else if (field === 4 && wire === WireType.Bit64) out = { doubleValue: reader.double() };
    else if (field === 5 && isBytes(wire) && depth < DEPTH_MAX)
      out = { arrayValue: { values: listOf(inner(reader), depth + 1) } };
    else return false;
    return true;
  });
  return out;
}

function listOf(reader: BinaryReader, depth: number): object[] {
  const values: object[] = [];
  message(reader, (field, wire) => {
    if (field !== 1 || !isBytes(wire)) return false;
    values.push(anyValueOf(inner(reader), depth));
    return true;
  });
  return values;
}

/** What was not taken of a request: nothing of it is to be sent again. */
export type Partial = Readonly<{ rejectedSpans: number; errorMessage: string }>;

/** An ExportTraceServiceResponse. */
export function responseBytes(partial: Partial | null): Uint8Array {
  const writer = new BinaryWriter();
  if (partial !== null) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).int64(partial.rejectedSpans);
    writer.tag(2, WireType.LengthDelimited).string(partial.errorMessage);
    writer.join();
  }
  return writer.finish();
}

/** A google.rpc.Status, the body of every answer that is no success. */
export function statusBytes(code: number, text: string): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Varint).int32(code);
  writer.tag(2, WireType.LengthDelimited).string(text);
  return writer.finish();
}
