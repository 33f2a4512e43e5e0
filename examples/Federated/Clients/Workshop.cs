using AutogradMaml.Examples.Federated.Protocol;

namespace AutogradMaml.Examples.Federated;

/// <summary>What the clients of a process share: programs, which hold nobody's data after a computation but that of the last one, and the
/// one processor on which they compute one after the other.</summary>
/// <param name="features">The numbers of one input.</param>
/// <param name="classes">The number of classes.</param>
internal sealed class Workshop(int features, int classes) : IDisposable
{
    /// <summary>The most examples that a round may have: no server, whoever it is, makes a client take more memory.</summary>
    public const int MostExamples = 100_000;

    private const int MostSteps = 1000;

    private readonly Lock _one = new();
    private (LearningSettings Settings, LocalLearning Learning)? _learning;

    /// <summary>The number of classes.</summary>
    public int Classes => classes;

    /// <summary>The settings that a server tells, checked.</summary>
    /// <param name="welcome">What it tells.</param>
    /// <exception cref="InvalidDataException">They make no sense.</exception>
    public LearningSettings Accept(Welcome welcome)
        => MethodNames.Find(welcome.Method) is { } method && welcome.Features == features && welcome.Classes == classes
            && welcome.Steps is >= 1 and <= MostSteps && welcome.Batch is >= 1 and <= MostExamples
            && welcome.Steps * welcome.Batch <= MostExamples && welcome.Queries is >= 1 and <= MostExamples
            && welcome.StepSize > 0 && double.IsFinite(welcome.StepSize)
            ? new()
            {
                Method = method,
                Features = features,
                Classes = classes,
                Steps = (int)welcome.Steps,
                StepSize = welcome.StepSize,
                Batch = (int)welcome.Batch,
                Queries = (int)welcome.Queries,
                Seed = welcome.Seed,
            }
            : throw new InvalidDataException("The server told settings that make no sense for these data.");

    /// <summary>The program for some settings; that of the last ones is kept.</summary>
    /// <param name="settings">The settings.</param>
    public LocalLearning Learning(LearningSettings settings)
    {
        lock (_one)
        {
            if (_learning is not { } kept || kept.Settings != settings)
            {
                _learning?.Learning.Dispose();
                _learning = kept = (settings, new(settings));
            }

            return kept.Learning;
        }
    }

    /// <summary>Computes something while no other client of the process does.</summary>
    public TResult OneAtATime<TResult>(Func<TResult> compute)
    {
        lock (_one)
        {
            return compute();
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => _learning?.Learning.Dispose();
}
