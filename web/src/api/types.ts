/** What the API sends, as far as the pages use it. Its whole description is `/openapi/v1.json`. */

export type Instant = string;

export interface SkuFacts {
  sku: string;
  name: string;
  inn?: string;
  atc?: string;
  form?: string;
  strength?: string;
  maker?: string;
  group?: string;
  priceMinor?: number;
  currency?: string;
  dosageText?: string;
  prescriptionOnly: boolean;
  suspended: boolean;
}

export interface Pharmacy {
  id: string;
  name: string;
  kind: string;
  latitude: number;
  longitude: number;
  hours: string;
  zone: string;
  openNow: boolean;
  opensAt?: Instant;
  address?: string;
  phone?: string;
  deliveryMetres: number;
  paused: boolean;
  own?: { lines: number; liveHolds: number; lastReportAt?: Instant; sources: { source: string; lastNumber: number }[] };
}

export interface AvailabilityLine {
  sku: string;
  name: string;
  pharmacy: Pharmacy;
  distanceMetres: number;
  available: number;
  priceMinor?: number;
  currency?: string;
  reportedAt: Instant;
  ageSeconds: number;
  /** The chance that it is still there, 0 to 1. */
  confidence: number;
}

export type Urgency = "routine" | "soon" | "urgent" | "critical";
export type RequestStatus = "open" | "matched" | "fulfilled" | "cancelled" | "expired";
export type MatchStatus = "held" | "accepted" | "collected" | "declined" | "lapsed" | "no_show" | "broken" | "released";

export interface MatchPharmacy {
  id: string;
  name?: string;
  address?: string;
  phone?: string;
  latitude?: number;
  longitude?: number;
  hours?: string;
  zone?: string;
  openNow?: boolean;
}

export interface Match {
  id: string;
  pharmacy: MatchPharmacy;
  sku: { sku: string; name?: string };
  quantity: number;
  code: string;
  status: MatchStatus;
  matchedAt: Instant;
  until: Instant;
  setAside: boolean;
  extensions: number;
  distanceMetres: number;
  priceMinor?: number;
  currency?: string;
  endedAt?: Instant;
}

export interface Reason {
  at: Instant;
  code: string;
  pharmacy?: string;
  sku?: string;
  count: number;
}

export interface Request {
  id: string;
  status: RequestStatus;
  group: string;
  skus: { sku: string; name?: string }[];
  quantity: number;
  maySplit: boolean;
  latitude: number;
  longitude: number;
  radiusMetres: number;
  deliveryRadiusMetres: number;
  urgency: Urgency;
  urgencyConfirmed: boolean;
  neededBy?: Instant;
  recurEveryDays: number;
  openedAt: Instant;
  since: Instant;
  found: number;
  matches: Match[];
  reasons: Reason[];
  renewsAt?: Instant;
  /** What makers have announced around here; told of one request alone. */
  expected?: { sku: { sku: string; name?: string }; from: Instant; quantity: number }[];
}

export interface PlaceInLine {
  sku: string;
  ahead: number;
  waiting: number;
  pharmaciesKnown: number;
  packsFree: number;
}

export interface WhyReason {
  code: string;
  sentence: string;
  sku?: { sku: string; name?: string };
  count?: number;
  distanceMetres?: number;
}

export interface ConfirmationLine {
  sku: string;
  name?: string;
  onHand: number;
  held: number;
  wanted: boolean;
  seenAt?: Instant;
  confidence: number;
}

export type NoticeKind =
  | "held" | "set_aside" | "accepted" | "extended" | "collected" | "lapsed" | "no_show" | "broken" | "expired" | "renewed"
  | "urgency_confirmed" | "released" | "cancelled";

export interface InboxNotice {
  epoch: string;
  number: number;
  kind: NoticeKind;
  at: Instant;
  request: string;
  match?: Match;
}

export interface Subscribed {
  epoch: string;
  first: number;
  last: number;
  startOver: boolean;
}

export interface Hold {
  id: string;
  sku: string;
  quantity: number;
  status: "pending" | "taken" | "accepted";
  setAside: boolean;
  code?: string;
  placedAt: Instant;
  until: Instant;
}

export interface StockLine {
  sku: string;
  onHand: number;
  held: number;
  unseen: number;
  available: number;
  floor: number;
  countedAt?: Instant;
  reportedAt: Instant;
  unsure: boolean;
  suspended: boolean;
  owner?: string;
  conflict?: string;
  priceMinor?: number;
  currency?: string;
}

export interface StockAnswer {
  applied: number;
  repeated: number;
  gapFrom?: number;
  lastNumber?: number;
  holdsBroken: number;
  errorCount: number;
  errors: { line: number; code: string; message: string; field?: string }[];
}

export interface DemandLine {
  sku: string;
  name?: string;
  open: number | null;
  quantity?: number;
  openText: string;
}

export interface LiveMatchEvent {
  kind: string;
  at: Instant;
  name?: string;
  quantity: number;
  waitedSeconds: number;
  pharmacy?: string;
  latitude?: number;
  longitude?: number;
}

export interface Alarm {
  id: string;
  region: string;
  kind: "running_out" | "demand_rising" | "pharmacy_silent" | "matches_breaking";
  raisedAt: Instant;
  sku?: string;
  name?: string;
  pharmacy?: string;
  value: number;
  acknowledgedAt?: Instant;
  clearedAt?: Instant;
}

export interface Region {
  id: string;
  version: number;
  name: string;
  tier: number;
  from: Instant;
  until?: Instant;
  closed: boolean;
  open: boolean;
  feeWaiver: boolean;
  population?: number;
  coarse: boolean;
  latitude: number;
  longitude: number;
  radiusMetres: number;
  alarms?: Alarm[];
}

export interface SkuFigures {
  sku?: string;
  name?: string;
  open: { routine: number; soon: number; urgent: number; critical: number };
  asked: number;
  matched: number;
  collected: number;
  broken: number;
  made: number;
  fillRate?: number;
  waitP50Seconds?: number;
  waitP90Seconds?: number;
  longestWaitSeconds?: number;
  onHand: number;
  held: number;
  available: number;
  stocked: number;
  askedHourAgo?: number;
  stockOutAt?: Instant;
}

export interface RegionFigures {
  region: string;
  at: Instant;
  coarse: boolean;
  pharmacies: number;
  reporting: number;
  total: SkuFigures;
  skus: SkuFigures[];
}

export interface RegionCell {
  cell: string;
  corners: [number, number][];
  asked: number;
  matched: number;
  available: number;
  pharmacies: number;
}

export interface CurvePoint {
  at: Instant;
  open: number;
  asked: number;
  matched: number;
  made: number;
  collected: number;
  broken: number;
  onHand: number;
  held: number;
  available: number;
}

export interface AdministrativeArea {
  code: string;
  name: string;
  kind: "state" | "county";
}

/** Unmet demand in a crisis region: packs in multiples of five. */
export interface Unmet {
  region: string;
  regionName: string;
  threshold: number;
  asked: number;
  available: number;
  askedHourAgo?: number;
  askedDayAgo?: number;
  stockOutAt?: Instant;
}

export interface Signal {
  sku: string;
  name?: string;
  inn?: string;
  atc?: string;
  group?: string;
  at: Instant;
  unmet: Unmet;
}

export interface Announcement {
  id: string;
  quantity: number;
  from: Instant;
  places: { latitude: number; longitude: number; radiusMetres: number }[];
  regions: string[];
}

export interface SkuForecast {
  sku: string;
  name?: string;
  asked: number;
  available: number;
  packsPerHour?: number;
  stockOutAt?: Instant;
  coveredAt?: Instant;
  lastsUntil?: Instant;
  missing: number;
  announced: { maker: string; quantity: number; from: Instant; shared: boolean }[];
}

export interface MachineKey {
  number: number;
  name: string;
  scopes: string[];
  madeAt: Instant;
  expiresAt: Instant;
  lastUsedAt?: Instant;
  oldSecretUntil?: Instant;
}

export interface Grants {
  pharmacies: string[];
  patients: string[];
  cells: string[];
  everything: boolean;
  signals: boolean;
}

export interface Person {
  patient: string;
  name: string;
  may: boolean;
}

export interface RelativeView {
  id: string;
  name: string;
  joined?: Instant;
  codeUntil?: Instant;
}

export interface ContactAnswer {
  channels: ("sms" | "email")[];
  contact?: { channel: "sms" | "email"; address: string };
  toConfirm?: { channel: "sms" | "email"; address: string };
  deliveries: { number: number; kind: NoticeKind; at: Instant; attempts: number; status: number; state: "waiting" | "sent" | "failed" }[];
}
