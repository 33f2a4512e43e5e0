using System.Text;
using System.Text.Json;
using AutogradMaml.Autograd.Checking;

namespace AutogradMaml.Autograd;

/// <summary>What a gradient check found: the verdict, the numbers it rests on, and where the fault is.</summary>
public sealed record GradientReport
{
    /// <summary>The conclusion.</summary>
    public required GradientVerdict Verdict { get; init; }

    /// <summary>The conclusion in sentences, with both numbers and what to do.</summary>
    public required string Explanation { get; init; }

    /// <summary>The order of derivative at which the check ended: the first that is wrong, or the last that was asked for.</summary>
    public required int Order { get; init; }

    /// <summary>Projections, or element by element.</summary>
    public required CheckMode Mode { get; init; }

    /// <summary>The number that is wrong, with its input and element; null when nothing is, or when no number can be named.</summary>
    public GradientMismatch? Mismatch { get; init; }

    /// <summary>analytic / numeric, where it is the same for all wrong elements of the input; of one wrong element its ratio.</summary>
    public double? Factor { get; init; }

    /// <summary>For functions on variables, the operation at which the fault shows first; null when no operation shows it by
    /// itself.</summary>
    public OperationFault? Operation { get; init; }

    /// <summary>The sweep of the step at the number that is wrong, or of the first number where a sweep was always asked for.</summary>
    public StepSweep? Sweep { get; init; }

    /// <summary>How each input fared at each order.</summary>
    public required IReadOnlyList<InputAgreement> Inputs { get; init; }

    /// <summary>What else is to be known.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The precision of the number type: the distance from 1 to the next number.</summary>
    public required double Precision { get; init; }

    /// <summary>The step that was taken first, relative to max(1, |x|).</summary>
    public required double Step { get; init; }

    /// <summary>The seed of the random directions.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How often the function was computed, at any order.</summary>
    public required int Evaluations { get; init; }

    /// <summary>Whether the gradient is correct at all orders that were asked for.</summary>
    public bool Passed => Verdict == GradientVerdict.Correct;

    /// <summary>The report as a table.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        ReportTable.Write(text, this);
        return text.ToString();
    }

    /// <summary>Writes the report as a JSON object; numbers that are not finite as the strings "NaN", "Infinity" and "-Infinity".</summary>
    /// <param name="writer">Where to.</param>
    public void WriteJson(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ReportJson.Write(writer, this);
    }

    /// <summary>The report as JSON text.</summary>
    public string ToJson() => JsonText.Of(WriteJson);

    /// <summary>Throws unless the gradient is correct.</summary>
    /// <exception cref="GradientCheckException">It is not; the message is the table.</exception>
    public void ThrowIfWrong()
    {
        if (!Passed)
        {
            throw new GradientCheckException(this);
        }
    }
}
