namespace AutogradMaml.Autograd;

/// <summary>The names of a program's inputs and outputs, and their places.</summary>
/// <param name="inputs">The names of the inputs, in order; each once.</param>
/// <param name="outputs">The names of the outputs, in order; each once.</param>
internal sealed class ProgramNames(IReadOnlyList<string> inputs, IReadOnlyList<string> outputs)
{
    private readonly Dictionary<string, int> _inputs = Places(inputs);
    private readonly Dictionary<string, int> _outputs = Places(outputs);

    /// <summary>No names: inputs and outputs are known by their numbers.</summary>
    public static ProgramNames None { get; } = new([], []);

    /// <summary>The names of the inputs.</summary>
    public IReadOnlyList<string> Inputs => inputs;

    /// <summary>The names of the outputs.</summary>
    public IReadOnlyList<string> Outputs => outputs;

    /// <summary>The number of an input.</summary>
    public int Input(string name) => Find(name, _inputs, inputs, "input");

    /// <summary>The number of an output.</summary>
    public int Output(string name) => Find(name, _outputs, outputs, "output");

    private static Dictionary<string, int> Places(IReadOnlyList<string> names)
        => names.Select(static (name, place) => KeyValuePair.Create(name, place)).ToDictionary(StringComparer.Ordinal);

    private static int Find(string name, Dictionary<string, int> places, IReadOnlyList<string> names, string kind)
    {
        ArgumentNullException.ThrowIfNull(name);
        return places.TryGetValue(name, out int place) ? place
            : names.Count == 0 ? throw new KeyNotFoundException(
                $"The program was compiled without names, so it has no {kind} '{name}': use its number.")
            : throw new KeyNotFoundException($"The program has no {kind} '{name}'; there are: {string.Join(", ", names)}.");
    }
}
