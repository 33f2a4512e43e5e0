using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Policies;

/// <summary>What the methods are called on the command line, in the table and in the files.</summary>
public static class MethodNames
{
    /// <summary>All rows, in order.</summary>
    public static IReadOnlyList<Method> All { get; } = Enum.GetValues<Method>();

    /// <summary>The name of a method.</summary>
    public static string Of(Method method) => method switch
    {
        Method.Maml => "maml",
        Method.Pretrained => "pretrained",
        Method.Random => "random",
        Method.Oracle => "oracle",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "No such method."),
    };

    /// <summary>The methods in a list of names.</summary>
    /// <param name="list">Names with commas between them.</param>
    /// <returns>The methods, each once, in the order of the table.</returns>
    /// <exception cref="UsageException">A name is none of those to choose from.</exception>
    public static IReadOnlyList<Method> Parse(string list)
    {
        HashSet<Method> chosen = [];
        foreach (string name in list.Split(',', StringSplitOptions.TrimEntries))
        {
            int place = All.ToList().FindIndex(method => Of(method) == name);
            if (place < 0)
            {
                throw new UsageException($"--methods: no method '{name}'; choose from {Names(All)}, with commas between them.");
            }

            chosen.Add(All[place]);
        }

        return [.. chosen.Order()];
    }

    /// <summary>The names of some methods with commas between them.</summary>
    public static string Names(IEnumerable<Method> methods) => string.Join(',', methods.Select(Of));
}
