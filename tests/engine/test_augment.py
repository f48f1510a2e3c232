"""Augmented images are what scipy makes of them with the same draws; the draws have the right moments."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import ndimage, stats

from hanka.engine._augment import _ROTATION, _SHIFT, _ZOOM, _draws, augment

KEY = jax.random.key(3)
ALL = {"shift": 0.2, "rotation": 30.0, "zoom": 0.3, "noise": 0.1}
Images = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


@partial(jax.jit, static_argnames="names")
def traced(x: jax.Array, key: jax.Array, names: tuple[str, ...], strengths: jax.Array) -> jax.Array:
    return augment(x, key, **dict(zip(names, strengths, strict=True)))


def augmented(x: Images, key: jax.Array = KEY, **strengths: float) -> Images:
    return np.asarray(traced(jnp.asarray(x), key, tuple(strengths), jnp.array(list(strengths.values()))))


def draws(technique: int, strength: float, *shape: int) -> Images:
    return np.asarray(_draws(KEY, technique, strength, shape, jnp.zeros(0)))


def random_images(*shape: int) -> Images:
    return np.random.default_rng(0).random(shape, np.float32)


def blobs(n: int, height: int, width: int, down: float = 0, right: float = 0, size: float = 2) -> Images:
    """The same round spot `down` and `right` of the centre, n times."""
    y, x = np.mgrid[:height, :width]
    squares = (y - (height - 1) / 2 - down) ** 2 + (x - (width - 1) / 2 - right) ** 2
    return np.repeat(np.exp(-squares / (2 * size**2))[None].astype(np.float32), n, 0)


def centres(x: Images) -> Images:
    """The centre of mass of each image, (n, 2), from the image's centre."""
    y, x_ = (np.arange(size) - (size - 1) / 2 for size in x.shape[1:3])
    mass = x.sum((1, 2))
    return np.stack([(x.sum(2) * y).sum(1) / mass, (x.sum(1) * x_).sum(1) / mass], 1)


@pytest.mark.parametrize(
    ("shape", "names"),
    [
        ((28, 28), ("shift", "zoom")),
        ((9, 16), ("shift", "zoom")),
        ((17, 6), ("shift",)),
    ],
)
def test_shift_and_zoom_are_scipys(shape: tuple[int, int], names: tuple[str, ...]) -> None:
    n = 40
    strengths = {"shift": 0.6, "zoom": 0.5}
    x = random_images(n, *shape)
    found = augmented(x, **{name: strengths[name] for name in names})
    factor = 1 + draws(_ZOOM, 0.5, n) if "zoom" in names else np.ones(n)
    by = draws(_SHIFT, 0.6, 2, n).T * shape if "shift" in names else np.zeros((n, 2))
    centre = (np.array(shape) - 1) / 2
    for image, out, scale, move in zip(x, found, factor, by, strict=True):
        offset = centre - (centre + move) / scale
        expected = ndimage.affine_transform(image, [1 / scale] * 2, offset, order=1, mode="grid-constant")
        np.testing.assert_allclose(out, expected, atol=2e-5)


@pytest.mark.parametrize("shape", [(28, 28), (21, 32), (40, 12)])
def test_rotation_is_nearly_scipys(shape: tuple[int, int]) -> None:
    n = 30
    x = ndimage.gaussian_filter(random_images(n, *shape), (0, 2, 2)) - 0.2
    found = augmented(x, rotation=45.0)
    for image, out, degrees in zip(x, found, draws(_ROTATION, 45.0, n), strict=True):
        expected = ndimage.rotate(image, degrees, order=1, reshape=False, mode="grid-constant")
        inside = ndimage.rotate(np.ones(shape), degrees, order=1, reshape=False) > 0.999
        assert np.linalg.norm((out - expected)[inside]) < 0.04 * np.linalg.norm(expected[inside])


def test_rotation_loses_nothing_from_a_pixel_or_more_inside() -> None:
    n, edge = 30, (28 - 1) / 2
    found = augmented(np.ones((n, 28, 28), np.float32), rotation=45.0)
    y, x = np.mgrid[:28, :28] - edge
    for out, angle in zip(found, np.radians(draws(_ROTATION, 45.0, n)), strict=True):
        down, right = y * np.cos(angle) + x * np.sin(angle), x * np.cos(angle) - y * np.sin(angle)
        inside = np.maximum(abs(down), abs(right)) <= edge - 1
        np.testing.assert_allclose(out[inside], 1, atol=1e-5)


@pytest.mark.parametrize("shape", [(6, 12, 15), (6, 12, 15, 3)])
def test_strength_0_changes_nothing(shape: tuple[int, ...]) -> None:
    x = random_images(*shape)
    np.testing.assert_array_equal(augmented(x, **dict.fromkeys(ALL, 0.0)), x)
    np.testing.assert_array_equal(augmented(x), x)


def check_uniform(values: Images, largest: float) -> None:
    assert stats.kstest(values, stats.uniform(-largest, 2 * largest).cdf).pvalue > 1e-3
    assert abs(values.mean()) < 4 * largest / np.sqrt(3 * len(values))
    assert values.var() == pytest.approx(largest**2 / 3, rel=0.05)
    assert abs(np.corrcoef(values[:-1], values[1:])[0, 1]) < 4 / np.sqrt(len(values))


def test_shifts_are_uniform_and_independent() -> None:
    down, right = centres(augmented(blobs(4000, 24, 32), shift=0.2)).T
    check_uniform(down, 0.2 * 24)
    check_uniform(right, 0.2 * 32)
    assert abs(np.corrcoef(down, right)[0, 1]) < 4 / np.sqrt(4000)


def test_angles_are_uniform() -> None:
    down, right = centres(augmented(blobs(4000, 28, 28, right=7), rotation=40.0)).T
    np.testing.assert_allclose(np.hypot(down, right), 7, rtol=0.02)
    check_uniform(np.degrees(np.arctan2(down, right)), 40)


def test_factors_are_uniform() -> None:
    down, right = centres(augmented(blobs(4000, 28, 28, right=3, down=-3), zoom=0.4)).T
    check_uniform(right / 3 - 1, 0.4)
    np.testing.assert_allclose(down, -right, atol=1e-3)


@pytest.mark.parametrize("shape", [(2000, 12, 12), (20_000, 15), (1, 10, 10, 3)])
def test_noise_is_gaussian_and_fits_tables_too(shape: tuple[int, ...]) -> None:
    x = 3 * random_images(*shape)
    found = ((augmented(x, noise=0.5) - x) / 0.5).ravel()
    few = 4 / np.sqrt(len(found))
    assert abs(found.mean()) < few and abs(found.var() - 1) < few * np.sqrt(2)
    assert abs(np.mean(found**4) - 3) < few * np.sqrt(96)
    assert stats.kstest(found, "norm").pvalue > 1e-3
    assert abs(np.corrcoef(found[:-1], found[1:])[0, 1]) < few


def test_noise_depends_on_the_key_alone() -> None:
    zeros = np.zeros((3000, 8), np.float32)
    one, other = (augmented(zeros, jax.random.key(seed), noise=1.0).ravel() for seed in (0, 1))
    assert abs(np.corrcoef(one, other)[0, 1]) < 4 / np.sqrt(len(one))
    np.testing.assert_allclose(augmented(zeros, jax.random.key(0), noise=2.0).ravel(), 2 * one)
    np.testing.assert_array_equal(augmented(zeros, jax.random.key(0), noise=1.0).ravel(), one)


def test_twice_the_strength_goes_twice_as_far() -> None:
    spot = blobs(50, 40, 40, right=5, size=3)
    for name, strength in (("shift", 0.06), ("rotation", 20.0), ("zoom", 0.15)):
        one, two = (centres(augmented(spot, **{name: size * strength})) for size in (1, 2))
        if name == "rotation":
            one, two = (np.arctan2(*centre.T) for centre in (one, two))
        else:
            one, two = (centre - centres(spot) for centre in (one, two))
        np.testing.assert_allclose(two, 2 * one, atol=0.03)


def test_no_technique_disturbs_another() -> None:
    spot = blobs(50, 40, 40, size=3)
    # in the centre a turn and a zoom leave the spot where it is
    alone, among = augmented(spot, shift=0.15), augmented(spot, shift=0.15, rotation=45.0, zoom=0.2)
    np.testing.assert_allclose(centres(among), centres(alone), atol=0.02)
    black = np.zeros((6, 12, 15), np.float32)
    np.testing.assert_allclose(augmented(black, **ALL), augmented(black, noise=ALL["noise"]), atol=1e-6)


def test_each_colour_is_treated_as_a_grey_image() -> None:
    x, strengths = random_images(6, 12, 15, 3), {**ALL, "noise": 0.0}
    grey = np.stack([augmented(x[..., channel], **strengths) for channel in range(3)], -1)
    np.testing.assert_allclose(augmented(x, **strengths), grey, atol=1e-6)


def test_a_family_under_vmap() -> None:
    x, keys = random_images(6, 12, 15), jax.random.split(KEY, 3)
    strengths = {name: jnp.linspace(0, value, 3) for name, value in ALL.items()}
    together = jax.jit(jax.vmap(lambda key, these: augment(jnp.asarray(x), key, **these)))(keys, strengths)
    for i, key in enumerate(keys):
        alone = augmented(x, key, **{name: float(values[i]) for name, values in strengths.items()})
        np.testing.assert_allclose(together[i], alone, atol=1e-5)


def test_types_stay_with_x64() -> None:
    x = random_images(6, 12, 15)
    narrow = augmented(x, **ALL)
    assert narrow.dtype == np.float32 and narrow.shape == x.shape
    with jax.enable_x64(True):
        again = augmented(x, **ALL)
        assert again.dtype == np.float32
        np.testing.assert_allclose(again, narrow, atol=1e-5)
        wide = jax.eval_shape(partial(augment, key=KEY, **ALL), jnp.asarray(x, np.float64))
        assert wide.dtype == np.float64


@pytest.mark.parametrize("name", ["shift", "rotation", "zoom"])
def test_rows_of_a_table_cannot_be_moved(name: str) -> None:
    with pytest.raises(AssertionError, match="table"):
        augmented(random_images(5, 9), **{name: 0.1})
