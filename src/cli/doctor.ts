import pc from "picocolors";
import type { Argv } from "yargs";
import { examine, isHealthy } from "../diagnose/doctor/examine.ts";
import { NO_COLORS } from "../report/colors.ts";
import { renderDoctorText } from "../report/doctor-text.ts";
import { renderJson } from "../report/json.ts";
import { ONE_THREAD_SETTINGS } from "../run/local/one-thread-settings.ts";
import { type Command, ExitCode, JSON_OPTION } from "./command.ts";

interface DoctorOptions {
  json: boolean;
}

/** Whether this machine and this installation give the numbers they should. */
export const doctorCommand: Command<DoctorOptions> = {
  usage: "doctor",
  summary: "this machine: engines, self-tests with known answers, installed files against the lock",
  example: "sweep doctor --json",
  options: (yargs: Argv) => yargs.options(JSON_OPTION) as unknown as Argv<DoctorOptions>,

  async run({ json }, io) {
    const report = await examine(process.cwd(), ONE_THREAD_SETTINGS);
    const isWell = isHealthy(report);
    const colors = io.outIsTty ? pc.createColors(true) : NO_COLORS;
    io.out(
      json
        ? renderJson({ isHealthy: isWell, ...report })
        : renderDoctorText(report, { width: io.columns, colors }),
    );
    return isWell ? ExitCode.ok : ExitCode.integrity;
  },
};
