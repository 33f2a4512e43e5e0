namespace AutogradMaml.Examples.Federated;

/// <summary>What the methods are called on the command line, on the wire, in the table and in the files.</summary>
internal static class MethodNames
{
    /// <summary>All methods, in the order of the table.</summary>
    public static IReadOnlyList<Method> All { get; } = [Method.FedAvg, Method.Maml, Method.Fomaml];

    /// <summary>The name of a method.</summary>
    public static string Of(Method method) => method switch
    {
        Method.FedAvg => "fedavg",
        Method.Maml => "maml",
        Method.Fomaml => "fomaml",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "No such method."),
    };

    /// <summary>The method of a name; null if there is none.</summary>
    public static Method? Find(string name)
        => All.Where(method => Of(method) == name).Select(static method => (Method?)method).FirstOrDefault();

    /// <summary>The names of some methods with commas between them.</summary>
    public static string Names(IEnumerable<Method> methods) => string.Join(',', methods.Select(Of));
}
