using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>What one program of a trajectory computes.</summary>
internal delegate Variables<T> TrajectoryPart<T>(
    InnerCourse<T> course, Variables<T> x, InnerStep<T> at, Variables<T> cotangent, Variable<T> weight, HostResults<T>? hosts)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
