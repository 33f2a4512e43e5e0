using AutogradMaml.Testing;

namespace AutogradMaml.PublicApi.Tests.Layout;

/// <summary>Inside the engine references run downwards only: a type of a layer is named by its own layer and those above it.</summary>
public class EngineFolderTests
{
    private const string Engine = "src/Autograd";

    // Of about 800 lines, so that it can be read in one sitting. Operations declare what a sweep may do with them, and so none is named.
    private const int CoreLimit = 850;

    // From the bottom. A file belongs to the layer that names the longest beginning of its path.
    private static readonly (string Layer, string[] Folders)[] Layers =
    [
        ("foundations", ["Shape.cs", "Threads", "Random"]),
        ("kernels", ["Kernels"]),
        ("core", ["Memory", "Tape", "Differentiation", "Variables", "Operations/"]),
        ("operations", [.. OperationFolders()]),
        ("programs", ["Programs"]),
        ("surface", ["Surface", "Checking"]),
    ];

    [Fact]
    public void No_file_names_a_type_of_a_layer_above_its_own()
    {
        SourceFile[] files = SourceFile.Under(Engine);
        Dictionary<string, int> layers = LayersOfTypes(files);
        Assert.Empty(files.SelectMany(file => Upward(file, layers)));
    }

    [Fact]
    public void Every_layer_has_types_and_some_are_named_by_a_layer_above()
    {
        SourceFile[] files = SourceFile.Under(Engine);
        Dictionary<string, int> layers = LayersOfTypes(files);
        Assert.Equal(Enumerable.Range(0, Layers.Length), layers.Values.Distinct().Order());
        HashSet<string> named =
        [
            .. files.SelectMany(file => file.References(layers.Keys.ToHashSet()).Where(type => layers[type] < LayerOf(file.Path))),
        ];
        Assert.Equal(Enumerable.Range(0, Layers.Length - 1), named.Select(type => layers[type]).Distinct().Order());
    }

    [Theory]
    [InlineData("Kernels/Own.cs", "z = default(AddOperation<T>.Function);", "AddOperation")]
    [InlineData("Kernels/Own.cs", "private readonly Tape<T> _tape;", "Tape")]
    [InlineData("Operations/Own.cs", "if (operation is AddOperation<T>)", "AddOperation")]
    [InlineData("Tape/Own.cs", "var program = new Program(this);", "Program")]
    [InlineData("Operations/Shapes/Own.cs", "Program<T>[] all = [];", "Program")]
    [InlineData("Operations/Shapes/Own.cs", "x = AddOperation<T>.Instance; // a Program", null)]
    [InlineData("Operations/Shapes/Own.cs", "throw new ArgumentException(\"No Program\"); rows.Program(3); Program(4);", null)]
    [InlineData("Surface/Own.cs", "Program<T> program = new(Tape.Count);", null)]
    public void A_reference_upwards_is_found(string path, string code, string? found)
    {
        Dictionary<string, int> layers = new() { ["Tape"] = 2, ["AddOperation"] = 3, ["Program"] = 4 };
        SourceFile file = new($"{Engine}/{path}", code);
        Assert.Equal(found is null ? [] : [$"{file.Path} names {found}"], Upward(file, layers));
    }

    [Fact]
    public void The_width_of_vectors_is_chosen_in_one_place()
    {
        // Beside it the loop over the columns of a product, which hands its place in three arrays on from each width to the next.
        string[] choosing =
        [
            .. SourceFile.Under($"{Engine}/Kernels")
                .Where(static file => file.Text.Contains("Has256<T>()", StringComparison.Ordinal)
                    || file.Text.Contains(".IsHardwareAccelerated", StringComparison.Ordinal))
                .Select(static file => Path.GetFileName(file.Path)),
        ];
        Assert.Equal(["Widths.cs", "MatrixProduct.cs"], choosing);
    }

    [Fact]
    public void The_core_can_be_read_in_one_sitting()
    {
        SourceFile[] core = SourceFile.Under($"{Engine}/Tape", $"{Engine}/Differentiation", $"{Engine}/Memory");
        Assert.InRange(core.Sum(static file => file.CodeLines), 400, CoreLimit);
    }

    private static IEnumerable<string> Upward(SourceFile file, Dictionary<string, int> layers)
    {
        int own = LayerOf(file.Path);
        return file.References(layers.Keys.ToHashSet()).Where(type => layers[type] > own).Select(type => $"{file.Path} names {type}");
    }

    // A type in parts, some of them in other layers, belongs to the lowest of these.
    private static Dictionary<string, int> LayersOfTypes(SourceFile[] files)
        => files.SelectMany(static file => file.Types.Select(type => (Type: type, Layer: LayerOf(file.Path))))
            .GroupBy(static part => part.Type)
            .ToDictionary(static group => group.Key, static group => group.Min(static part => part.Layer));

    private static int LayerOf(string path)
    {
        string inside = path[(Engine.Length + 1)..];
        (int Layer, int Length) best = (-1, -1);
        for (int layer = 0; layer < Layers.Length; layer++)
        {
            foreach (string folder in Layers[layer].Folders.Where(folder => inside.StartsWith(folder, StringComparison.Ordinal)))
            {
                best = folder.Length > best.Length ? (layer, folder.Length) : best;
            }
        }

        Assert.True(best.Layer >= 0, $"{path} is in no layer of the engine: add its folder to the list here.");
        return best.Layer;
    }

    private static IEnumerable<string> OperationFolders()
        => Directory.GetDirectories(Path.Combine(Repository.Root, Engine, "Operations"))
            .Select(static path => $"Operations/{Path.GetFileName(path)}/");
}
