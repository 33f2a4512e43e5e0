using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Sinusoid;

/// <summary>What the methods are called on the command line, in the table and in the files.</summary>
internal static class MethodNames
{
    /// <summary>The methods that always stand in the table.</summary>
    public static IReadOnlyList<Method> Always { get; } = [Method.Random, Method.Oracle];

    /// <summary>The name of a method.</summary>
    public static string Of(Method method) => method switch
    {
        Method.Maml => "maml",
        Method.Fomaml => "fomaml",
        Method.Reptile => "reptile",
        Method.Pretrained => "pretrained",
        Method.MetaSgd => "meta-sgd",
        Method.Cavia1 => "cavia-1",
        Method.Cavia2 => "cavia-2",
        Method.Cavia5 => "cavia-5",
        Method.R2D2 => "r2d2",
        Method.Random => "random",
        Method.Oracle => "oracle",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "No such method."),
    };

    /// <summary>The methods in a list of names.</summary>
    /// <param name="list">Names with commas between them.</param>
    /// <param name="preset">The preset, which says what there is to choose from.</param>
    /// <returns>The methods, each once, in the order of the table.</returns>
    /// <exception cref="UsageException">A name is none of those to choose from.</exception>
    public static IReadOnlyList<Method> Parse(string list, Preset preset)
    {
        IReadOnlyList<Method> choosable = preset.Choosable;
        HashSet<Method> chosen = [];
        foreach (string name in list.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Always.Any(method => Of(method) == name))
            {
                throw new UsageException($"--methods: '{name}' always stands in the table; choose from {Names(choosable)}.");
            }

            int place = choosable.ToList().FindIndex(method => Of(method) == name);
            if (place < 0)
            {
                throw new UsageException(
                    $"--methods: preset {preset} has no method '{name}'; choose from {Names(choosable)}, with commas between them.");
            }

            chosen.Add(choosable[place]);
        }

        return [.. chosen.Order()];
    }

    /// <summary>The names of some methods with commas between them.</summary>
    public static string Names(IEnumerable<Method> methods) => string.Join(',', methods.Select(Of));
}
