using AutogradMaml.Autograd;
using AutogradMaml.Maml;
using AutogradMaml.Nn;
using BenchmarkDotNet.Attributes;

namespace AutogradMaml.Benchmarks;

/// <summary>Steps in environments on one thread: what is seen, an action drawn from a given distribution, the step. A thousand over the
/// mean time is the steps a second.</summary>
[MemoryDiagnoser]
[BenchmarkCategory(Lists.Default)]
public class EnvironmentBenchmarks
{
    private const int Steps = 1000;

    private readonly RandomStream _random = new(1, "environment benchmarks");
    private TaskEnvironment _environment = new Navigation();
    private Policy<float> _policy = new GaussianPolicy<float>(new Linear<float>(2, 2), 2);
    private double[] _task = [];
    private double[] _state = [];
    private double[] _observation = [];
    private double[] _action = [];
    private float[] _description = [];

    /// <summary>The environment.</summary>
    [Params("navigation", "bernoulli bandits", "tabular", "pendulum", "cart-pole", "acrobot")]
    public string Name { get; set; } = "navigation";

    /// <summary>Prepares a task.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _environment = Name switch
        {
            "bernoulli bandits" => new BernoulliBandits(10, 100),
            "tabular" => new TabularProcesses(),
            "pendulum" => new Pendulum(),
            "cart-pole" => new CartPole(),
            "acrobot" => new Acrobot(),
            _ => new Navigation(),
        };
        int inputs = _environment.ObservationSize;
        _policy = _environment.Actions.IsDiscrete
            ? new CategoricalPolicy<float>(new Linear<float>(inputs, _environment.Actions.Choices), _environment.Actions.Choices)
            : new GaussianPolicy<float>(new Linear<float>(inputs, _environment.Actions.Size), _environment.Actions.Size);
        _task = new double[_environment.TaskSize];
        _state = new double[_environment.StateSize];
        _observation = new double[inputs];
        _action = new double[_environment.Actions.Size];
        _description = new float[_policy.DescriptionSize];
        if (_environment.Actions.IsDiscrete)
        {
            Array.Fill(_description, -MathF.Log(_environment.Actions.Choices));
        }

        _environment.DrawTask(_random, _task);
    }

    /// <summary>A thousand steps; an episode that ends begins anew.</summary>
    [Benchmark]
    public double Act()
    {
        double sum = 0;
        _environment.Reset(_task, _state, _random);
        for (int step = 0; step < Steps; step++)
        {
            _environment.Observe(_task, _state, _observation);
            _policy.Act(_description, _random, _action);
            StepOutcome outcome = _environment.Step(_task, _state, _action, _random);
            sum += outcome.Reward;
            if (outcome.Ended)
            {
                _environment.Reset(_task, _state, _random);
            }
        }

        return sum;
    }
}
