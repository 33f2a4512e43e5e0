using System.Text.Json;

namespace AutogradMaml.Autograd.Checking;

/// <summary>A report as JSON.</summary>
internal static class ReportJson
{
    public static void Write(Utf8JsonWriter writer, GradientReport report)
    {
        writer.WriteStartObject();
        writer.WriteString("verdict", report.Verdict.ToString());
        writer.WriteBoolean("passed", report.Passed);
        writer.WriteString("explanation", report.Explanation);
        writer.WriteNumber("order", report.Order);
        writer.WriteString("mode", report.Mode.ToString());
        JsonText.Number(writer, "precision", report.Precision);
        JsonText.Number(writer, "step", report.Step);
        writer.WriteNumber("seed", report.Seed);
        writer.WriteNumber("evaluations", report.Evaluations);
        if (report.Factor is { } factor)
        {
            JsonText.Number(writer, "factor", factor);
        }

        if (report.Mismatch is { } mismatch)
        {
            Write(writer, mismatch);
        }

        if (report.Operation is { } operation)
        {
            Write(writer, operation);
        }

        writer.WriteStartArray("inputs");
        foreach (InputAgreement input in report.Inputs)
        {
            Write(writer, input);
        }

        writer.WriteEndArray();
        if (report.Sweep is { } sweep)
        {
            Write(writer, sweep);
        }

        writer.WriteStartArray("notes");
        foreach (string note in report.Notes)
        {
            writer.WriteStringValue(note);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, GradientMismatch mismatch)
    {
        writer.WriteStartObject("mismatch");
        writer.WriteString("input", mismatch.Input);
        JsonText.Shape(writer, "shape", mismatch.Shape);
        if (mismatch.Element is { } element)
        {
            writer.WriteNumber("element", element);
        }

        writer.WriteString("place", mismatch.Place);
        JsonText.Number(writer, "analytic", mismatch.Analytic);
        JsonText.Number(writer, "numeric", mismatch.Numeric);
        JsonText.Number(writer, "tolerance", mismatch.Tolerance);
        JsonText.Number(writer, "uncertainty", mismatch.Uncertainty);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, OperationFault operation)
    {
        writer.WriteStartObject("operation");
        writer.WriteNumber("place", operation.Place);
        writer.WriteString("name", operation.Name);
        writer.WriteStartArray("inputShapes");
        foreach (Shape shape in operation.InputShapes)
        {
            writer.WriteStringValue(shape.ToString());
        }

        writer.WriteEndArray();
        JsonText.Shape(writer, "outputShape", operation.OutputShape);
        writer.WriteString("rule", operation.Rule);
        writer.WriteNumber("input", operation.Input);
        JsonText.Number(writer, "reverse", operation.Reverse);
        JsonText.Number(writer, "forward", operation.Forward);
        JsonText.Number(writer, "numeric", operation.Numeric);
        if (operation.Factor is { } factor)
        {
            JsonText.Number(writer, "factor", factor);
        }

        writer.WriteString("detail", operation.Detail);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, InputAgreement input)
    {
        writer.WriteStartObject();
        writer.WriteString("input", input.Input);
        JsonText.Shape(writer, "shape", input.Shape);
        writer.WriteNumber("order", input.Order);
        writer.WriteNumber("comparisons", input.Comparisons);
        JsonText.Number(writer, "largestError", input.LargestError);
        JsonText.Number(writer, "tolerance", input.Tolerance);
        JsonText.Number(writer, "gradientNorm", input.GradientNorm);
        writer.WriteBoolean("passed", input.Passed);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, StepSweep sweep)
    {
        writer.WriteStartObject("sweep");
        writer.WriteString("place", sweep.Place);
        JsonText.Number(writer, "analytic", sweep.Analytic);
        JsonText.Number(writer, "bestStep", sweep.BestStep);
        JsonText.Number(writer, "bestValue", sweep.BestValue);
        JsonText.Number(writer, "uncertainty", sweep.Uncertainty);
        writer.WriteBoolean("settled", sweep.Settled);
        JsonText.Number(writer, "remainderRate", sweep.RemainderRate);
        JsonText.Number(writer, "leftDerivative", sweep.LeftDerivative);
        JsonText.Number(writer, "rightDerivative", sweep.RightDerivative);
        JsonText.Number(writer, "gapRate", sweep.GapRate);
        JsonText.Number(writer, "noise", sweep.Noise);
        if (sweep.Quantum is { } quantum)
        {
            JsonText.Number(writer, "quantum", quantum);
        }

        writer.WriteStartArray("points");
        foreach (StepPoint point in sweep.Points)
        {
            writer.WriteStartObject();
            JsonText.Number(writer, "step", point.Step);
            JsonText.Number(writer, "central", point.Central);
            JsonText.Number(writer, "forward", point.Forward);
            JsonText.Number(writer, "backward", point.Backward);
            JsonText.Number(writer, "error", point.Error);
            JsonText.Number(writer, "remainder", point.Remainder);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
