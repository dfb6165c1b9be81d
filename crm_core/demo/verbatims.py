"""Comments in French, in keeping with the scores beside them."""

import numpy as np
import polars as pl

from crm_core.demo.timeline import Ints

PRAISE = (
    "Très bon accueil en magasin, équipe souriante.",
    "Livraison rapide et soignée, merci !",
    "De beaux produits, je reviens toujours avec plaisir.",
    "Conseils précis sur les plantes, on sent la passion.",
    "Large choix et bonne qualité.",
    "Le site internet est clair, commande facile.",
    "Service après-vente efficace, ma demande a été traitée en deux jours.",
    "Rien à redire, continuez ainsi.",
    "Prix corrects et promotions intéressantes.",
    "La marque maison est d'un excellent rapport qualité-prix.",
)
MIXED = (
    "Bien dans l'ensemble mais les prix augmentent.",
    "Bon magasin, attente trop longue en caisse le samedi.",
    "Produits corrects, choix un peu réduit cette saison.",
    "Livraison correcte, emballage à revoir.",
    "Personnel aimable mais difficile à trouver dans les rayons.",
    "Le site est pratique, le suivi de commande pourrait être plus clair.",
)
BLAME: dict[str, tuple[str, ...]] = {
    "dim_accueil": (
        "Accueil froid, personne pour me renseigner.",
        "Vendeur désagréable à la caisse.",
        "Je n'ai pas été écouté au comptoir.",
    ),
    "dim_choix": ("Rayons vides, le produit n'était plus disponible.", "Trop peu de choix en luminaires."),
    "dim_rapport_qualite_prix": (
        "Trop cher pour la qualité.",
        "Le prix en caisse n'était pas celui affiché.",
        "Prix plus élevés qu'ailleurs.",
    ),
    "dim_livraison": (
        "Livraison en retard de dix jours, sans aucune nouvelle.",
        "Colis arrivé abîmé, il a fallu tout renvoyer.",
        "Le transporteur n'est jamais venu, délais non tenus.",
    ),
    "dim_service_apres_vente": (
        "Service après-vente injoignable, j'ai rappelé quatre fois.",
        "Remboursement toujours pas reçu.",
        "Ma réclamation est restée sans réponse.",
    ),
}
ANSWERED_SHARE = 0.45


def _blame(rng: np.random.Generator, worst: Ints, size: int) -> list[str]:
    topics = list(BLAME)
    draws = rng.random(size)
    return [BLAME[topics[topic]][int(draw * len(BLAME[topics[topic]]))] for topic, draw in zip(worst, draws, strict=True)]


def verbatims(rng: np.random.Generator, rated: pl.DataFrame) -> pl.Series:
    """A comment for some answers: the worst dimension when the score is low, praise when it is high."""
    size = len(rated)
    worst = rated.select(list(BLAME)).fill_null(5).to_numpy().argmin(axis=1)
    csat = rated["csat"].fill_null(0).to_numpy()
    text = np.where(
        csat >= 9,
        np.array(PRAISE)[rng.integers(0, len(PRAISE), size)],
        np.where(csat >= 7, np.array(MIXED)[rng.integers(0, len(MIXED), size)], np.array(_blame(rng, worst, size))),
    )
    said = (rng.random(size) < ANSWERED_SHARE) & (csat > 0)
    return pl.Series(text).set(pl.Series(~said), None)
