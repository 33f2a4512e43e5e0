namespace AutogradMaml.Autograd;

/// <summary>A gradient did not pass its check. The message is the report's table.</summary>
public sealed class GradientCheckException : Exception
{
    /// <summary>Makes the exception without a report.</summary>
    public GradientCheckException()
    {
    }

    /// <summary>Makes the exception without a report.</summary>
    /// <param name="message">The message.</param>
    public GradientCheckException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception without a report.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public GradientCheckException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="report">The report.</param>
    public GradientCheckException(GradientReport report)
        : base(report?.ToString()) => Report = report;

    /// <summary>The report.</summary>
    public GradientReport? Report { get; }
}
