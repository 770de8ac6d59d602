import { createContext, useContext } from "react";
import type { Match, Request } from "../api/types.ts";
import { useStore } from "../live/store.ts";
import type { PatientState, PatientStore } from "./patientStore.ts";

export const PatientContext = createContext<PatientStore>(null as never);

export const usePatientStore = (): PatientStore => useContext(PatientContext);

export const usePatient = (): PatientState => useStore(usePatientStore());

/** The match that a person has to know of first: one to answer before one to collect, the first to end before others. */
export function liveMatch(request: Request): Match | undefined {
  return request.matches.filter(match => match.status === "held" || match.status === "accepted")
    .sort((a, b) => (a.status === b.status ? a.until.localeCompare(b.until) : a.status === "held" ? -1 : 1))[0];
}
