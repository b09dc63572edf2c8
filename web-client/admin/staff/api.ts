// Staff URLs [職員用URL] (VR-5): the chief's and the manager's side.
import type {
  CaseId,
  DeviceId,
  StaffCodeIssue,
  StaffCodeIssued,
  StaffDeviceView,
  StaffUnitCode,
  StaffUrlChange,
  StaffUrlId,
  StaffUrlIssue,
  StaffUrlIssued,
  StaffUrlView,
  StaffUseEntry,
  StaffUseLine,
} from "../../shared/protocol.ts";
import { call, get, post } from "../../ui/http.ts";

export const staffApi = {
  urls: () => get<StaffUrlView[]>("/staff-urls"),
  issue: (body: StaffUrlIssue) => post<StaffUrlIssued>("/staff-urls", body),
  devices: (id: StaffUrlId) => get<StaffDeviceView[]>(`/staff-urls/${id}/devices`),
  change: (id: StaffUrlId, act: "suspend" | "resume" | "destroy", body: StaffUrlChange) =>
    post<StaffUrlView>(`/staff-urls/${id}/${act}`, body),
  remove: (id: DeviceId, body: StaffUrlChange) =>
    post<StaffDeviceView>(`/staff-devices/${id}/remove`, body),
  issueCode: (id: DeviceId, body: StaffCodeIssue) =>
    post<StaffCodeIssued>(`/staff-devices/${id}/code`, body),
  unitCode: (id: StaffUrlId) => get<StaffUnitCode>(`/staff-urls/${id}/code`),
  uses: () => get<StaffUseLine[]>("/staff-uses"),
  report: (id: CaseId, body: StaffUseEntry) =>
    call<void>(`/staff-uses/${id}/report`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
};
