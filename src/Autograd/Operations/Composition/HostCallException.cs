namespace AutogradMaml.Autograd;

/// <summary>A call to the host threw: while it was recorded, or in a run of a program.</summary>
public sealed class HostCallException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="call">What the call is named.</param>
    /// <param name="thrown">What it threw.</param>
    internal HostCallException(string call, Exception thrown)
        : base($"The {call} threw {thrown.GetType().Name}: {thrown.Message}", thrown) => Call = call;

    /// <summary>What the call is named.</summary>
    public string Call { get; }
}
