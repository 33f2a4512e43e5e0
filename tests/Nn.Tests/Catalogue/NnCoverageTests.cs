using System.Reflection;

namespace AutogradMaml.Nn.Tests.Catalogue;

/// <summary>That the catalogues are whole: each public layer, loss, optimizer, initializer and schedule has a row.</summary>
public class NnCoverageTests
{
    /// <summary>Public methods beside losses, each with the reason.</summary>
    private static readonly Dictionary<string, string> NoLoss = new()
    {
        [nameof(Loss.Weighted)] = "It weighs the examples of another loss: LossCatalogueTests weighs those of every row.",
        [nameof(Loss.DescriptionOf)] = "It says in words what a loss is: LossWithTests.",
    };

    private static readonly Dictionary<string, string> NoDraw = new()
    {
        [nameof(Initializers.Identity)] = "It draws nothing and takes square matrices alone: InitializerTests.",
    };

    [Fact]
    public void Every_layer_has_a_row_and_is_said_what_it_refuses()
    {
        Type[] all = [.. Deriving(typeof(Module<>))];
        Require(
            "layer",
            all.Length >= 20,
            all.Select(static type => type.Name),
            LayerCatalogue.Rows.Select(static row => Of(row.Module.GetType()).Name));
        Require(
            "layer", true, all.Select(static type => type.Name),
            LayerCatalogue.Rows.Where(static row => row.Bad is not null || row.AnyShape is not null)
                .Select(static row => Of(row.Module.GetType()).Name));
    }

    [Fact]
    public void Every_activation_has_a_row()
    {
        string[] all =
        [
            .. Methods(typeof(Activations)).Select(static method => (Activation<double>)method.MakeGenericMethod(typeof(double))
                .Invoke(null, [.. method.GetParameters().Select(static _ => (object)0.2)])!).Select(static made => made.Name),
        ];
        Require(
            "activation",
            all.Length >= 5,
            all,
            LayerCatalogue.Rows.Select(static row => row.Module).OfType<Activation<double>>().Select(static made => made.Name));
    }

    [Fact]
    public void Every_loss_has_a_row()
    {
        string[] all = [.. Methods(typeof(Loss)).Select(static method => method.Name).Distinct().Except(NoLoss.Keys)];
        Require("loss", all.Length >= 8, [.. all, nameof(ElementwiseLoss<double>)], LossCatalogue.Rows.Select(static row => row.Of));
        Assert.All(NoLoss.Keys, static name => Assert.NotNull(typeof(Loss).GetMethod(name)));
    }

    [Fact]
    public void Every_optimizer_has_a_row_with_its_own_name()
    {
        Type[] all = [.. Deriving(typeof(Optimizer<>))];
        Require(
            "optimizer",
            all.Length >= 4,
            all.Select(static type => type.Name),
            OptimizerCatalogue.Rows.Select(static row => Of(row.Optimizer.GetType()).Name));
        Assert.All(OptimizerCatalogue.Rows, static row => Assert.Equal(row.Name, row.Optimizer.Name));
    }

    [Fact]
    public void Every_initializer_has_a_row()
    {
        string[] all = [.. Methods(typeof(Initializers)).Select(static method => method.Name).Except(NoDraw.Keys)];
        Require("initializer", all.Length >= 8, all, InitializerCatalogue.Rows.Select(static row => row.Of));

        // Whoever makes one without such a method names its type; the library's own ones are internal.
        Assert.Empty(Deriving(typeof(Initializer<>)));
    }

    [Fact]
    public void Every_schedule_has_a_row()
    {
        string[] all =
        [
            .. typeof(Schedule).GetMethods().Where(static method => method.ReturnType == typeof(Schedule))
                .Select(static method => method.Name),
        ];
        Require(
            "schedule",
            all.Length >= 5 && all.Contains(ScheduleCatalogue.FromNumber),
            all,
            ScheduleCatalogue.Rows.Select(static row => row.Of));
        Assert.Empty(Deriving(typeof(Schedule)));
    }

    [Fact]
    public void Every_row_has_a_name_of_its_own()
    {
        foreach (IEnumerable<string> names in (IEnumerable<string>[])[
            LossCatalogue.Rows.Select(static row => row.Name), OptimizerCatalogue.Rows.Select(static row => row.Name),
            InitializerCatalogue.Rows.Select(static row => row.Name), ScheduleCatalogue.Rows.Select(static row => row.Of)])
        {
            Assert.Equal(names.Distinct(), names);
        }
    }

    private static void Require(string what, bool enough, IEnumerable<string> all, IEnumerable<string> rows)
    {
        Assert.True(enough, $"Found only {string.Join(", ", all)}: the search is wrong.");
        string[] missing = [.. all.Except(rows)];
        Assert.True(
            missing.Length == 0,
            $"No row of the catalogue is for the {what} {string.Join(", ", missing)}: add one in tests/Nn.Tests/Catalogue.");
    }

    private static IEnumerable<MethodInfo> Methods(Type type)
        => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(static method => !method.IsSpecialName);

    private static IEnumerable<Type> Deriving(Type from)
        => from.Assembly.GetExportedTypes().Where(type => !type.IsAbstract && Parents(type).Contains(from));

    private static IEnumerable<Type> Parents(Type type)
    {
        for (Type? parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            yield return Of(parent);
        }
    }

    private static Type Of(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
}
