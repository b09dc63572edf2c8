// Names of every enum value; a value added to the protocol fails the type check until it has one.
import type {
  Author,
  EndReason,
  FileKind,
  FileState,
  FunnelStep,
  Language,
  Obstacle,
  Phrase,
  ReportState,
} from "../../shared/protocol.ts";

export interface Names {
  state: Record<ReportState, string>;
  step: Record<FunnelStep, string>;
  obstacle: Record<Obstacle, string>;
  endReason: Record<EndReason, string>;
  phrase: Record<Phrase, string>;
  fileKind: Record<FileKind, string>;
  fileState: Record<FileState["kind"], string>;
  language: Record<Language, string>;
  author: Record<Author, string>;
}
