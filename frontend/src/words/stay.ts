import { BedDouble, CalendarCheck, CircleCheck, CircleSlash, UserX } from "lucide-react";

import type { StayStatus } from "@/api/types";
import type { Word } from "@/words/tone";

export const stayWords: Record<StayStatus, Word> = {
  booked: { word: "Booked", tone: "info", icon: CalendarCheck },
  in_house: { word: "In house", tone: "wait", icon: BedDouble },
  checked_out: { word: "Stayed", tone: "ok", icon: CircleCheck },
  cancelled: { word: "Cancelled", tone: "skip", icon: CircleSlash },
  no_show: { word: "Did not come", tone: "bad", icon: UserX },
};

const CHANNELS: Record<string, string> = {
  booking_com: "Booking.com",
  bookingcom: "Booking.com",
  "booking.com": "Booking.com",
  expedia: "Expedia",
  airbnb: "Airbnb",
  vrbo: "Vrbo",
  agoda: "Agoda",
  hostelworld: "Hostelworld",
  siteminder: "SiteMinder",
  ical: "Calendar",
  alpinebits: "AlpineBits",
  channex: "Channex",
  direct: "Direct",
};

export const channelWord = (channel: string): string => CHANNELS[channel.toLowerCase()] ?? channel;
