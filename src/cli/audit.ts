import pc from "picocolors";
import type { Argv } from "yargs";
import { hasPassed } from "../diagnose/audit-finding.ts";
import { renderAuditText } from "../report/audit-text.ts";
import { NO_COLORS } from "../report/colors.ts";
import { renderJson } from "../report/json.ts";
import { localDispatcher } from "../run/local/local-dispatcher.ts";
import { auditPlan, OUTLINE_COUNT } from "./audit-plan.ts";
import { type Command, ExitCode, JSON_OPTION } from "./command.ts";
import { loadPlan, type PlanOptions, threadCount, withPlanOptions } from "./load-plan.ts";
import { workloadOf } from "./workload.ts";

interface AuditOptions extends PlanOptions {
  json: boolean;
}

/** Whether the seed does what it says; records nothing. */
export const auditCommand: Command<AuditOptions> = {
  usage: "audit <config>",
  summary: "does the seed do what it says: same seed, same bits; no dead seed, no frozen mask",
  example: "sweep audit sweeps/dropout.yaml",
  options: (yargs: Argv) =>
    withPlanOptions(yargs).options(JSON_OPTION) as unknown as Argv<AuditOptions>,

  async run(options, io) {
    const threads = threadCount(options.threads);
    const { plan } = await loadPlan(options);
    const dispatcher = localDispatcher();
    try {
      const atOnce = Math.min(threads, OUTLINE_COUNT * plan.variants.length);
      await dispatcher.open(workloadOf(plan, atOnce));
      const audit = await auditPlan(plan, plan.variants, dispatcher);
      const passed = hasPassed(audit);
      const colors = io.outIsTty ? pc.createColors(true) : NO_COLORS;
      io.out(
        options.json
          ? renderJson({ ...audit, passed })
          : renderAuditText(audit, { width: io.columns, colors }),
      );
      return passed ? ExitCode.ok : ExitCode.integrity;
    } finally {
      dispatcher.close();
    }
  },
};
