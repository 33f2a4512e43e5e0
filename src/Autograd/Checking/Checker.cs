namespace AutogradMaml.Autograd.Checking;

/// <summary>Checks a function order by order, up to the first at which something is wrong, and writes the report.</summary>
internal sealed class Checker(CheckedFunction function, GradientCheckOptions options, bool locate = true)
{
    public GradientReport Run()
    {
        List<InputAgreement> inputs = [];
        List<string> notes = [];
        OrderOutcome outcome = new(GradientVerdict.Correct, string.Empty);
        StepSweep? sweep = null;
        int order = 1;
        for (; order <= options.Orders; order++)
        {
            OrderCheck check = new(function, order, options);
            outcome = check.Run();
            inputs.AddRange(check.Inputs);
            notes.AddRange(check.Notes);
            sweep ??= outcome.Sweep;
            if (outcome.Verdict != GradientVerdict.Correct)
            {
                sweep = outcome.Sweep;
                break;
            }
        }

        order = Math.Min(order, options.Orders);
        bool passed = outcome.Verdict == GradientVerdict.Correct;
        OperationFault? operation = passed || !locate || outcome.Verdict == GradientVerdict.StepSizeOrPrecision
            ? null
            : function.Locate(outcome.Verdict, order);
        return new GradientReport
        {
            Verdict = outcome.Verdict,
            Explanation = passed
                ? options.Orders == 1 || function.Point.Length == 0
                    ? outcome.Explanation
                    : Text.Format($"The gradients of order 1 to {options.Orders} agree with finite differences.")
                : outcome.Explanation,
            Order = order,
            Mode = options.Mode,
            Mismatch = outcome.Mismatch,
            Factor = outcome.Factor,
            Operation = operation,
            Sweep = sweep,
            Inputs = inputs,
            Notes = notes,
            Precision = function.Precision,
            Step = options.Step ?? Precisions.Step(function.Precision),
            Seed = options.Seed,
            Evaluations = function.Evaluations,
        };
    }
}
