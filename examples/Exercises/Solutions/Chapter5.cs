using AutogradMaml.Autograd;

namespace AutogradMaml.Examples.Exercises.Solutions;

/// <summary>Chapter 5.</summary>
internal sealed class Chapter5 : IChapter5, IDisposable
{
    private readonly Workspace<double> _workspace;

    /// <summary>Records and compiles.</summary>
    public Chapter5()
    {
        using Tape<double> tape = new();
        Variable<double> x = tape.Input([1.0], [1]);
        Variable<double> derivative = tape.Gradient(x.Square().Sin().Sum(), x);
        _workspace = tape.Compile([x], [derivative]).CreateWorkspace();
    }

    /// <inheritdoc/>
    public void Derivatives(ReadOnlySpan<double> places, Span<double> results)
    {
        for (int k = 0; k < places.Length; k++)
        {
            _workspace.Input(0)[0] = places[k];
            _workspace.Run();
            results[k] = _workspace.Output(0)[0];
        }
    }

    // Three products and three sums, from the inside (Horner).
    /// <inheritdoc/>
    public Variable<double> Polynomial(Variable<double> x) => 1 + (x * (2 + (x * (3 + (4 * x)))));

    /// <inheritdoc/>
    public void Dispose() => _workspace.Dispose();
}
