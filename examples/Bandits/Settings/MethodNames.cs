using AutogradMaml.Examples.Processes;

namespace AutogradMaml.Examples.Bandits;

/// <summary>What the methods are called on the command line, in the table and in the files.</summary>
internal static class MethodNames
{
    /// <summary>All rows of a domain, in order.</summary>
    /// <param name="domain">The domain.</param>
    public static IReadOnlyList<Method> All(Domain domain) => domain == Domain.Tabular
        ? [Method.Random, Method.Psrl, Method.Optimum, Method.Rl2, Method.Rl2ByChoice]
        :
        [
            Method.Random, Method.GreedyTriedFirst, Method.GreedyAny, Method.GreedyUntriedFirst, Method.Thompson, Method.Ucb,
            Method.Gittins, Method.Optimum, Method.Maml, Method.Rl2, Method.Rl2ByChoice,
        ];

    /// <summary>The name of a method.</summary>
    /// <param name="method">The method.</param>
    public static string Of(Method method) => method switch
    {
        Method.Random => "random",
        Method.GreedyUntriedFirst => "greedy-untried-first",
        Method.GreedyAny => "greedy-any",
        Method.GreedyTriedFirst => "greedy-tried-first",
        Method.Thompson => "thompson",
        Method.Ucb => "ucb1",
        Method.Gittins => "gittins",
        Method.Optimum => "optimum",
        Method.Psrl => "psrl",
        Method.Rl2 => "rl2",
        Method.Rl2ByChoice => "rl2-by-choice",
        Method.Maml => "maml",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "No such method."),
    };

    /// <summary>Whether a method is a policy with a memory.</summary>
    /// <param name="method">The method.</param>
    public static bool Remembers(Method method) => method is Method.Rl2 or Method.Rl2ByChoice;

    /// <summary>The methods in a list of names.</summary>
    /// <param name="list">Names with commas between them; null for all of the domain.</param>
    /// <param name="domain">The domain.</param>
    /// <exception cref="UsageException">A name is none of those to choose from.</exception>
    public static IReadOnlyList<Method> Parse(string? list, Domain domain)
    {
        IReadOnlyList<Method> all = All(domain);
        if (list is null)
        {
            return all;
        }

        HashSet<Method> chosen = [];
        foreach (string name in list.Split(',', StringSplitOptions.TrimEntries))
        {
            int place = all.ToList().FindIndex(method => Of(method) == name);
            if (place < 0)
            {
                throw new UsageException($"--methods: no method '{name}'; choose from {Names(all)}, with commas between them.");
            }

            chosen.Add(all[place]);
        }

        return [.. all.Where(chosen.Contains)];
    }

    /// <summary>The names of some methods with commas between them.</summary>
    /// <param name="methods">The methods.</param>
    public static string Names(IEnumerable<Method> methods) => string.Join(',', methods.Select(Of));
}
